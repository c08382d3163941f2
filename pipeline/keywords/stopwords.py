"""Words that never stand in a keyword: those of the English language and those every test specification is full of.

Both sets are lower case. Words that tell tests apart ("conducted", "limit", "method", "supply", "unpowered") and words
that tell clauses apart which are about no test ("scope", "definitions", "report") are left out on purpose.
"""

from __future__ import annotations

import re

_ENGLISH = """
a about above across after again against all almost along already also although always am among an and another any
anything approx are aren't around as at away back be became because become becomes been before being below beneath
beside besides between beyond both but by came can can't cannot cf come comes could couldn't did didn't do does
doesn't doing don't done down due during e.g. each eg either else elsewhere enough especially etc even ever every
everything except far few first for former from further furthermore gave get gets give given gives go goes going gone
got had hardly has hasn't have haven't having he hence her here hers herself him himself his how however i i.e. ie if
in incl indeed instead into is isn't it it's its itself just keep keeps kept last latter least less let let's like
made mainly make makes making many may me might mine more moreover most mostly much must my myself namely near nearly
neither never nevertheless next no nobody none nor not nothing now nowhere of off often on once one ones only onto or
other others otherwise our ours ourselves out over own per perhaps please quite rather really regarding resp s same
second see seem seems seen several shan't she should shouldn't since so some something sometimes somewhere soon still
such take taken takes than that that's the their theirs them themselves then thence there thereafter thereby therefore
thereof these they third this those though three through throughout thru thus till to together too toward towards two
under unless until up upon us used usually various very via vs was wasn't we well went were weren't what whatever when
whenever where whereas whereby wherein wherever whether which whichever while who whoever whole whom whose why will
with within without won't would wouldn't yes yet you your yours yourself
"""

_EMC = """
accordance according accordingly annex annexes appendix applicable application applied applies apply appropriate
approximately based carried case cases chapter chapters clause clauses company component components conduct considered
consist consists contain contains corresponding customer define defined defines department describe described
describes description device devices different document documents dut duts edition engineer ensure ensured ensures
equal eut euts example examples fig figure figures follow followed following follows general greater include included
includes including indicated informative item items kind level levels listed mandatory manufacturer manufacturers max
maximum min minimum module modules necessary nominal normative note notes number numbers oem optional order page pages
paragraph part perform performed performs possible product products provide provided provides refer referred refers
related relevant remark remarks require required requirement requirements requires respective respectively result
results sample samples section sections shall show shown shows specification specifications specified specifies
specify standard standards stated subclause subclauses supplier suppliers tab table tables test tested tester testing
tests type types typical unit units use uses using uut value values way
"""

ENGLISH = frozenset(_ENGLISH.split())
EMC = frozenset(_EMC.split())
ALL = ENGLISH | EMC

CHINESE = re.compile(
    "低于|高于|大于|小于|不超过|采用|使用|施加|夹于|置于|接入|连接(?!器)|提交|评估|适用于|分别|取最|"
    "以下|以上|左右|本条|本试验|各|未经|经(?!常)|确定|线性降低|下降|共用|但|[为至由从则须均若]|"
    "未(?!通)|每|两项|[一二三四五六]个|以及|按照|根据|进行|应当|必须|可以|如果|其中|之间|(?<!饱)和|"
    "(?<![响反适效供])应(?![用力变急])|[的与及或在按是其该并将被不]"
)
"""Chinese particles that part one notion from the next; it writes no blanks."""
