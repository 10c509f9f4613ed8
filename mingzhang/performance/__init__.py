"""Performance forms 绩效表 as records, whatever province drew the form.

``records(document, vocabulary(pack), year)`` gives these kinds (``packs/rules/performance.toml``
names their fields in Chinese and English). Scores, weights, targets and counts are exact; money,
rates and totals are the intervals of their last printed digit.

execution 预算执行 · execution_parts · indicator 绩效指标 · goal 绩效目标 · form 绩效表 ·
years 近两年 · project 项目 · funds 收支构成 · share 占比 · composition 基本＋项目 · task 重点任务 ·
column 合计行 · amounts 项目资金 · options 选项 · procurement 采购行 ·
match 同一项目两处 · told 文字与项目表
"""

from mingzhang.performance.account import numbers
from mingzhang.performance.forms import Form, forms, is_performance
from mingzhang.performance.records import records
from mingzhang.performance.told import told
from mingzhang.performance.words import Vocabulary, vocabulary

__all__ = [
    "Form",
    "Vocabulary",
    "forms",
    "is_performance",
    "numbers",
    "records",
    "told",
    "vocabulary",
]
