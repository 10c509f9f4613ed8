"""The library that writes notes into PDF files, loaded when it is first used.

Loading it takes a tenth of a second, which every command would pay and few need.
"""

from mingzhang.loading import when_used

pypdf = when_used("pypdf")
