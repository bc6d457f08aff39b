"""A letter of three pages as Word, WPS and LibreOffice put it on the clipboard, and what of it is to arrive.

In the letter {^…^} is a footnote, {-…-} what a tracked change struck out, {+…+} what one put in, {?…|…?} words with a comment on them,
/ a line break within a paragraph, or the next paragraph of a cell; # begins a table in a cell.
"""

import re
from collections.abc import Callable
from html import escape

# (kind, text): a title, typed text, a heading or point whose number the program has counted out, a picture, or a table. A row of it
# is cells parted by |; <2 behind one says that it goes over two columns, ^2 over two rows.
LETTER: tuple[tuple[str, str], ...] = (
    ("title", "对云岚市九届人大三次会议第0061号建议的答复"),
    ("text", "江晚亭代表："),
    ("text", "　　您提出的“关于增加社区托位、方便双职工家庭的建议”收悉。经会同有关部门研究，现答复如下："),
    (
        "text",
        "我市自2024年起把托育服务纳入为民办实事项目，先后出台场地、补助、人员三个方面的措施，由卫生健康部门牵头，住房城乡建设、教"
        "育、民政、市场监管等部门按照职责分工推进，每季度通报一次进度，每半年向市人大常委会有关工作机构报告一次办理情况，接受代表监督"
        "。从办理情况看，新增托位主要来自社区用房改造和幼儿园向下延伸，两项合计占全部新增托位的72%，其余来自用人单位自办。",
    ),
    (
        "text",
        "　　您在建议中提到的双职工家庭接送难、寒暑假无人照看、临时托管难找等问题，我们在5月下旬走访了14个社区，召开了6场座谈会，"
        "收到书面意见213条。归纳起来，一是离家近、离单位近的托位不够；二是收费在每月1800元以下的普惠托位不够；三是延时服务和临"
        "时照看不够。对此我们逐条研究，能够马上解决的已经列入今年的计划，需要条件的写明了条件和时间，确实不能解决的在下面说明原因。",
    ),
    ("一、", "关于托位底数"),
    (
        "text",
        "截至2026年3月31日，全市每千人口拥有3岁以下婴幼儿托位4.1个，比上年{-多-}{+增加+}0.6个{^口径见统计年鉴。^}，其中普惠托位占{?六成|请核实?}。",
    ),
    ("text", "河湾、柳浦两个街道托位使用率超过90%，家长反映/排队时间长，需求最为集中。"),
    ("（一）", "公办机构"),
    ("1.", "已开办11家，提供托位860个。"),
    ("2.", "正在改造3家，今年12月底前完工。"),
    ("3.", "拟在A区、B区各新建1家。"),
    ("（二）", "社会力量举办的机构"),
    ("text", "　　备案机构共24家，面积合计12600平方米，分布如下："),
    (
        "table",
        "街道^2|托位数<2|备注^2\n公办|民办\n河湾|320|180|#其中普惠,300；其他,200\n柳浦|240|120|第1期 100/第2期 20\n合计|560|300|A；B类",
    ),
    ("text", "以上数据每季度更新一次。"),
    ("picture", ""),
    ("二、", "关于场地来源"),
    (
        "text",
        "社区闲置用房37处已逐一查清，可改作托育点的有12处{^名单附后。^}。改造按照《托育机构设置标准》执行，1处计划投入80万元。",
    ),
    (
        "text",
        "改造资金由市、区两级按照四比六分担，市级部分已列入年度预算；设施设备更新、从业人员培训、保险费用另有补助，标准见附件。场地的"
        "产权单位在改造期间免收租金，建成后前三年减半收取。验收由住房城乡建设、卫生健康、消防救援三家一次完成，不再分头上门。",
    ),
    ("text", "（3）句子以数字开头的一段，仍旧是一段。"),
    ("三、", "下一步工作"),
    ("1.", "盘活存量用房。"),
    ("2.", "给予运营补助，每个托位每年2400元。"),
    ("text", "感谢您对托育工作的关心和支持。"),
    ("text", "联系人：韦明川　　联系电话：0999-5550142"),
)
ARRIVES = """对云岚市九届人大三次会议第0061号建议的答复
江晚亭代表：
您提出的“关于增加社区托位、方便双职工家庭的建议”收悉。经会同有关部门研究，现答复如下：
我市自2024年起把托育服务纳入为民办实事项目，先后出台场地、补助、人员三个方面的措施，由卫生健康部门牵头，住房城乡建设、教育、民政、市场监管等部门按照职责分工推进，每季度通报一次进度，每半年向市人大常委会有关工作机构报告一次办理情况，接受代表监督。从办理情况看，新增托位主要来自社区用房改造和幼儿园向下延伸，两项合计占全部新增托位的72%，其余来自用人单位自办。
您在建议中提到的双职工家庭接送难、寒暑假无人照看、临时托管难找等问题，我们在5月下旬走访了14个社区，召开了6场座谈会，收到书面意见213条。归纳起来，一是离家近、离单位近的托位不够；二是收费在每月1800元以下的普惠托位不够；三是延时服务和临时照看不够。对此我们逐条研究，能够马上解决的已经列入今年的计划，需要条件的写明了条件和时间，确实不能解决的在下面说明原因。
一、关于托位底数
截至2026年3月31日，全市每千人口拥有3岁以下婴幼儿托位4.1个，比上年增加0.6个，其中普惠托位占六成。
河湾、柳浦两个街道托位使用率超过90%，家长反映排队时间长，需求最为集中。
（一）公办机构
1.已开办11家，提供托位860个。
2.正在改造3家，今年12月底前完工。
3.拟在A区、B区各新建1家。
（二）社会力量举办的机构
备案机构共24家，面积合计12600平方米，分布如下：
|街道|托位数||备注|
||公办|民办||
|河湾|320|180|其中普惠 300 其他 200|
|柳浦|240|120|第1期 100 第2期 20|
|合计|560|300|A\\|B类|
以上数据每季度更新一次。
二、关于场地来源
社区闲置用房37处已逐一查清，可改作托育点的有12处。改造按照《托育机构设置标准》执行，1处计划投入80万元。
改造资金由市、区两级按照四比六分担，市级部分已列入年度预算；设施设备更新、从业人员培训、保险费用另有补助，标准见附件。场地的产权单位在改造期间免收租金，建成后前三年减半收取。验收由住房城乡建设、卫生健康、消防救援三家一次完成，不再分头上门。
（3）句子以数字开头的一段，仍旧是一段。
三、下一步工作
1.盘活存量用房。
2.给予运营补助，每个托位每年2400元。
感谢您对托育工作的关心和支持。
联系人：韦明川　　联系电话：0999-5550142"""
MARKS = re.compile(r"\{\^(?P<note>.*?)\^\}|\{-(?P<cut>.*?)-\}|\{\+(?P<put>.*?)\+\}|\{\?(?P<on>.*?)\|(?P<said>.*?)\?\}|(?P<line>/)(?=\D)")


def runs(text: str, *, latin: str = "", **marks: Callable[..., str]) -> str:
    """The text as HTML: each mark by its writer, and around what is not Chinese the tag `latin`, as Word parts it by faces."""

    def plain(part: str) -> str:
        return re.sub(r"[!-~]+(?: [!-~]+)*", lambda one: latin.format(escape(one[0])), part) if latin else escape(part)

    html, at = "", 0
    for found in MARKS.finditer(text):
        name = str(found.lastgroup if found.lastgroup != "said" else "on")
        html += plain(text[at : found.start()]) + marks[name](plain(found[name]))
        at = found.end()
    return html + plain(text[at:])


def cells(row: str) -> list[tuple[str, int, int]]:
    """(text, columns, rows) of each cell."""
    found = [re.fullmatch(r"(.*?)(?:<(\d))?(?:\^(\d))?", cell) for cell in row.split("|")]
    return [
        (cell[1] if cell[1].startswith("#") else cell[1].replace("；", "|"), int(cell[2] or 1), int(cell[3] or 1)) for cell in found if cell
    ]


def filled(text: str, paragraph: Callable[[str], str]) -> str:
    """What stands in a cell."""
    if not text.startswith("#"):
        return "".join(paragraph(part) for part in text.split("/"))
    rows = ("".join(f"<td>{paragraph(one)}</td>" for one in row.split(",")) for row in text[1:].split("；"))
    return f"<table border=1><tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>" + paragraph("")


def wrapped(html: str) -> str:
    """The lines as Word breaks them: in its tags, and between two Chinese characters."""
    lines, line = [], ""
    inside = False
    for n, one in enumerate(html):
        inside = one == "<" or (inside and one != ">")
        wide = not inside and ord(one) > 0x2E80 and ord(html[n - 1]) > 0x2E80
        if len(line) > 76 and (wide or (inside and one == " ")):
            lines.append(line)
            line = ""
        line += "" if inside and one == " " and not line else one
    return "\r\n".join([*lines, line])


def word(times: int = 1, lines: Callable[[str], str] = wrapped) -> str:
    """As Word 2016 writes it; so many letters, one after another."""
    notes: list[str] = []

    def note(text: str) -> str:
        n = len(notes) + 1
        notes.append(
            f"<div style='mso-element:footnote' id=ftn{n}><p class=MsoFootnoteText><a style='mso-footnote-id:ftn{n}' href=\"#_ftnref{n}\" "
            f'name="_ftn{n}" title=""><span class=MsoFootnoteReference><span lang=EN-US>[{n}]</span></span></a>{text}</p></div>'
        )
        return (
            f'<a style=\'mso-footnote-id:ftn{n}\' href="#_ftn{n}" name="_ftnref{n}" title=""><span class=MsoFootnoteReference>'
            f"<span lang=EN-US><span style='mso-special-character:footnote'><![if !supportFootnotes]><span class=MsoFootnoteReference>[{n}]"
            "</span><![endif]></span></span></span></a>"
        )

    marks: dict[str, Callable[..., str]] = {
        "note": note,
        "cut": lambda text: f'<span class=msoDel><del cite="mailto:a" datetime="2026-04-01T10:00">{text}</del></span>',
        "put": lambda text: f'<span class=msoIns><ins cite="mailto:a" datetime="2026-04-01T10:00">{text}</ins></span>',
        "on": lambda text: (
            f"<a style='mso-comment-reference:a_1;mso-comment-date:20260401T1000'>{text}</a><span class=MsoCommentReference>"
            '<span lang=EN-US><![if !supportAnnotations]><a class=msocomanchor id="_anchor_1" href="#_msocom_1">[a1]</a><![endif]>'
            "<span style='mso-special-character:comment'>&nbsp;</span></span></span>"
        ),
        "line": lambda _text: "<span lang=EN-US><br></span>",
    }
    latin = "<span lang=EN-US style='font-size:16.0pt;font-family:仿宋_GB2312'>{}</span>"

    def run(text: str) -> str:
        face = "<span style='font-size:16.0pt;font-family:仿宋_GB2312;mso-hansi-font-family:\"Times New Roman\"'>"
        return f"{face}{runs(text, latin=latin, **marks)}<span lang=EN-US><o:p></o:p></span></span>"

    out = []
    for kind, text in LETTER * times:
        if kind == "table":
            out.append(
                "<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse;mso-yfti-tbllook:1184'>"
            )
            for n, row in enumerate(text.split("\n")):
                out.append(f" <tr style='mso-yfti-irow:{n}'>")
                for words, across, down in cells(row):
                    inside = filled(words, lambda part: f"<p class=MsoNormal align=center>{run(part)}</p>")
                    out.append(f"  <td width=104 colspan={across} rowspan={down} style='width:77.9pt;padding:0cm 5.4pt'>{inside}</td>")
                out.append(" </tr>")
            out.append("</table>")
        elif kind == "picture":
            out.append(
                '<p class=MsoNormal><span lang=EN-US><!--[if gte vml 1]><v:shape id="a" type="#_x0000_t75"><v:imagedata src="file:///C:/Temp/'
                'clip_image001.png"/></v:shape><![endif]--><![if !vml]><img width=553 height=311 src="file:///C:/Temp/clip_image002.png" '
                'v:shapes="a"><![endif]><o:p></o:p></span></p>'
            )
        elif kind in ("title", "text"):
            out.append(f"<p class=MsoNormal style='text-indent:32.0pt;mso-char-indent-count:2.0;line-height:28.0pt'>{run(text)}</p>")
        else:
            tag = "h1" if kind == "一、" else "p class=MsoListParagraph"
            out.append(
                f"<{tag} style='margin-left:21.0pt;text-indent:-21.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]>"
                f"<span lang=EN-US><span style='mso-list:Ignore'>{kind}<span style='font:7.0pt \"Times New Roman\"'>&nbsp; </span></span>"
                f"</span><![endif]>{run(text)}</{tag[:2].strip()}>"
            )
    return (
        '<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40"><head>'
        "<meta name=ProgId content=Word.Document><!--[if gte mso 9]><xml><w:"
        "WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--><style><!-- p.MsoNormal {mso-style-unhide:no;} @list l0 "
        "{mso-list-id:1;} --></style></head><body lang=ZH-CN style='tab-interval:21.0pt'><!--StartFragment-->\r\n"
        + "\r\n".join(map(lines, out))
        + "<!--EndFragment--><div style='mso-element:footnote-list'><![if !supportFootnotes]><br clear=all><hr align=left size=1>"
        f"<![endif]>{''.join(notes)}</div><div style='mso-element:comment-list'><hr class=msocomoff align=left size=1><div style='"
        'mso-element:comment\'><div id="_com_1" class=msocomtxt><p class=MsoCommentText>请核实</p></div></div></div></body></html>'
    )


def wps() -> str:
    """As WPS Writer writes it: Word's styles, on other tags."""
    html = word(lines=str).replace("<!--StartFragment-->", '<!--StartFragment--><div class="Section0" style="layout-grid:15.6pt;">')
    html = re.sub(r"style='([^']*)'", lambda found: 'style="{};"'.format(found[1].replace('"', "'")), html)
    html = html.replace("<span lang=EN-US><o:p></o:p></span>", "<o:p></o:p>").replace(
        "font-size:16.0pt;", "mso-spacerun:'yes';font-size:16.0pt;"
    )
    html = re.sub(r"<span class=mso(?:Ins|Del)>(.*?)</span>", r"\1", html)
    return html.replace("class=MsoListParagraph", 'class="17"').replace("ProgId content=Word.Document", 'Generator content="WPS Office"')


def libreoffice() -> str:
    """As LibreOffice writes it: its own lists and footnotes, and what tracked changes left."""
    notes: list[str] = []

    def note(text: str) -> str:
        n = len(notes) + 1
        notes.append(
            f'<div id="sdfootnote{n}"><p class="sdfootnote"><a class="sdfootnotesym" name="sdfootnote{n}sym" '
            f'href="#sdfootnote{n}anc">{n}</a>{text}</p></div>'
        )
        return f'<sup><a class="sdfootnoteanc" name="sdfootnote{n}anc" href="#sdfootnote{n}sym"><sup>{n}</sup></a></sup>'

    marks: dict[str, Callable[..., str]] = {
        "note": note,
        "cut": lambda _text: "",
        "put": str,
        "on": str,
        "line": lambda _text: "<br/>\n",
    }

    def run(text: str) -> str:
        return f'<font face="仿宋_GB2312"><font size="4" style="font-size: 16pt">{runs(text, **marks)}</font></font>'

    out = []
    counting = False
    for kind, text in LETTER:
        if counting != (kind == "1." or (counting and kind in ("2.", "3."))):
            counting = not counting
            out.append("<ol>" if counting else "</ol>")
        if counting:
            out.append(f'\t<li><p style="line-height: 28pt; margin-bottom: 0cm">\n\t{run(text)}</p>\n\t</li>')
        elif kind == "table":
            out.append('<table width="100%" cellpadding="7" cellspacing="0"><col width="64*"/><col width="64*"/>')
            for row in text.split("\n"):
                out.append('\t<tr valign="top">')
                for words, across, down in cells(row):
                    inside = filled(words, lambda part: f'<p align="center" style="orphans: 0">\n\t\t\t{run(part)}</p>')
                    out.append(f'\t\t<td colspan="{across}" rowspan="{down}" width="25%" style="border: 1px solid #000000">{inside}</td>')
                out.append("\t</tr>")
            out.append("</table>")
        elif kind == "picture":
            out.append('<p><img src="file:///C:/lu1.tmp/lu2.png" name="图像1" align="bottom" width="553" height="311" border="0"/>\n</p>')
        elif kind == "一、":
            out.append(f'<h1 class="cjk" style="line-height: 28pt">{run(kind + text)}</h1>')
        else:
            out.append(f'<p style="text-indent: 1.13cm; line-height: 28pt">{run(("" if kind in ("title", "text") else kind) + text)}</p>')
    return (
        '<!DOCTYPE html>\n<html>\n<head>\n\t<meta http-equiv="content-type" content="text/html; charset=utf-8"/>\n\t<title></title>\n\t'
        '<meta name="generator" content="LibreOffice 7.4.7.2 (Linux)"/>\n\t<style type="text/css">\n\t\tp { line-height: 115% }\n\t</style>'
        '\n</head>\n<body lang="zh-CN" dir="ltr">' + "\n".join(out) + "".join(notes) + "\n</body>\n</html>\n"
    )
