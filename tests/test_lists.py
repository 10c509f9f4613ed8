"""Lists, counts, scores, units and projects of the text."""

from sentences import checks, said, wrong

from mingzhang.model import Outcome


def test_items_that_are_all_of_the_whole_must_add_up():
    text = (
        "2023年度“三公”经费9.0万元，其中：因公出国（境）费0.0万元，"
        "公务用车购置及运行维护费5.0万元，公务接待费4.0万元。"
    )
    assert wrong(text) == set()
    assert wrong(text.replace("接待费4", "接待费2")) == {"list-sum"}


def test_items_of_one_whole_may_stand_in_two_sentences():
    text = (
        "2023年度“三公”经费9.0万元，其中：公务接待费4.0万元。"
        "公务用车购置及运行维护费2.0万元。因公出国（境）费0.0万元。"
    )
    assert wrong(text) == {"list-sum"}


def test_named_items_may_fall_short_of_the_whole_but_not_pass_it():
    text = "商品和服务支出30万元，主要用于：办公费10万元、印刷费5万元等。"
    assert wrong(text) == set()
    assert wrong(text.replace("印刷费5", "印刷费25")) == {"list-part"}


def test_a_list_within_an_item_is_not_counted_twice():
    text = (
        "2023年度支出合计50万元，其中：基本支出30万元（人员经费20万元，公用经费10万元）；"
        "项目支出20万元。"
    )
    assert wrong(text) == set()


def test_items_in_numbered_paragraphs_below():
    text = ["项目支出30万元。其中：", "1.甲工作经费10万元。", "2.乙工作经费25万元。"]
    assert wrong(*text) == {"list-part"}
    deeper = [
        "项目支出30万元。其中：",
        "1.甲工作经费20万元。",
        "（1）购置设备18万元。",
        "2.乙工作经费10万元。",
    ]
    assert wrong(*deeper) == set()


def test_a_total_repeated_after_the_items():
    good = "项目总预算10.0万元，其中设备采购4.0万元，系统维护6.0万元，合计10.0万元。"
    assert wrong(good, stage="original") == set()
    assert wrong(good.replace("维护6", "维护5"), stage="original") == {"list-sum"}


def test_vehicles_that_end_with_others_are_all_vehicles():
    good = "共有车辆3辆，其中：应急保障用车1辆、执法执勤用车1辆、其他用车1辆。"
    assert wrong(good) == set()
    assert wrong(good.replace("3辆", "4辆")) == {"split-sum"}


def test_insured_persons_by_kind():
    good = "参保人数达500人，其中职工200人，居民300人。"
    assert wrong(good) == set()
    assert wrong(good.replace("居民300", "居民310")) == {"split-part"}


def test_where_among_may_mean_either_count_nothing_is_said():
    told = checks("实有人员60人，事业编制20人，其中：在职50人、退休5人。")
    assert told["split-part"] == [Outcome.UNCHECKED]


def test_scores_add_up_before_and_after():
    good = (
        "满分100分，其中预算执行20分，年度目标80分，完成情况：预算执行18分，产出40分，效益35分。"
        "自评总得分93分。"
    )
    assert wrong(good) == set()
    assert wrong(good.replace("93", "94")) == {"score-sum"}


def test_per_head():
    good = "公务接待费支出0.12万元，接待3批次，共20人次，人均60元。"
    assert wrong(good) == set()
    assert wrong(good.replace("60元", "90元")) == {"per-head"}


def test_yuan_among_ten_thousands():
    text = "公用经费6万元，其中：办公费1.5万元、水费0.5万元、电费1万元、差旅费3元。"
    assert wrong(text) == {"unit-slip"}
    assert [f.doubt != "" for f in said(text).facts] == [False, False, False, False, True]


def test_an_amount_without_its_currency_unit():
    assert wrong("2023年印刷费支出6万，电费2万元。") == {"bare-unit"}
    assert wrong("全年接待来访6万余人次，里程3万公里。") == set()


def test_targets_that_cover_all_projects():
    text = ["2023年度项目支出90.00万元。", "项目绩效目标实现全覆盖，涉及金额9.00万元。"]
    assert wrong(*text) == {"coverage"}


PROJECTS = [
    "组织开展绩效自评，共涉及项目2个，资金30万元。所有项目结果如下。",
    "1.甲项目自评综述：项目全年预算数为10万元，执行数为9万元，完成预算的90%。",
    "2.乙项目自评综述：项目全年预算数为20万元，执行数为10万元，完成预算的50%。",
    "（三）结果应用情况。",
]


def test_projects_listed_against_the_total_stated():
    assert wrong(*PROJECTS) == set()
    assert wrong(PROJECTS[0].replace("30", "35"), *PROJECTS[1:]) == {"projects-sum"}
    assert wrong(PROJECTS[0].replace("2个", "3个"), *PROJECTS[1:]) == {"projects-count"}


def test_a_sentence_broken_over_two_paragraphs_is_one():
    first = "2023年度支出合计80万元，其中：基本支出20万元，占全部支出的百分比为25%；项目"
    assert wrong(first, "支出60万元，占80%。") == {"share"}


def test_a_rate_of_a_project_said_again_elsewhere():
    again = "未完成的绩效目标：乙项目自评综述执行率50%。"
    assert wrong(*PROJECTS, again) == set()
    assert wrong(*PROJECTS, again.replace("50%", "95%")) == {"completion"}
