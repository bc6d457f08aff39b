"""A letter as the other engines take it: HTML, typst's markup, a flat OpenDocument text. Fonts, sizes and margins are the same."""

from html import escape
from json import dumps

from replies.rendering import Letter
from tests.benchmarks.letters import paragraphs

# What anyone would write for GB/T 9704-2012 by hand, untuned: 28 characters of 16 pt to a line, 22 lines to a page.
STYLE = """
@page { size: 210mm 297mm; margin: 37mm 26mm 35mm 28mm }
@page :right { @bottom-right { content: "— " counter(page) " —"; font: 14pt FandolSong; white-space: pre } }
@page :left { @bottom-left { content: "— " counter(page) " —"; font: 14pt FandolSong; white-space: pre } }
body { margin: 0; font: 16pt FandolFang; line-height: 10.227mm; letter-spacing: -0.0745mm; text-align: justify }
p, h1, h2, h3, div { margin: 0; font-weight: normal; font-size: 16pt }
p, .h1, .h2 { text-indent: 2em }
h1 { font: 700 22pt/12.4mm "Noto Serif CJK SC"; text-align: center; margin: 10.227mm 0 }
.h1 { font-family: FandolHei; break-after: avoid }
.h2 { font-family: FandolKai; break-after: avoid }
.mark { font-family: FandolHei; text-align: right }
.signature { text-align: right; margin-right: 2em }
.date { text-align: right; margin-right: 4em }
"""
TAGS = {"h1": "h2", "h2": "h3"}
# typst knows a face by the name of 1 in its table of names, the others by that of 16.
TYPST = """
#set page(width: 210mm, height: 297mm, margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm), footer: context {
  set text(font: "FandolSong", size: 14pt)
  let page = counter(page).get().first()
  align(if calc.odd(page) { right } else { left })[— #page —]
})
#set text(font: ("FandolFang R", "Noto Serif CJK SC"), size: 16pt, tracking: -0.0745mm, lang: "zh", region: "cn")
#set text(top-edge: 0.88em, bottom-edge: -0.12em)
#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: 10.227mm - 16pt, spacing: 10.227mm - 16pt)
#show heading: set text(size: 16pt, weight: "regular")
#show heading.where(level: 1): set text(font: "FandolHei")
#show heading.where(level: 2): set text(font: "FandolKai")
#show heading: it => block(sticky: true, inset: (left: 2em), spacing: 10.227mm - 16pt, it.body)
"""
FODT_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls>%(faces)s</office:font-face-decls>
<office:styles>%(styles)s</office:styles>
<office:automatic-styles><style:page-layout style:name="page"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm"
 fo:margin-top="37mm" fo:margin-bottom="20mm" fo:margin-left="28mm" fo:margin-right="26mm"/>
<style:footer-style><style:header-footer-properties svg:height="15mm" fo:margin-top="7mm"/></style:footer-style>
</style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="page">
<style:footer><text:p text:style-name="number">— <text:page-number/> —</text:p></style:footer></style:master-page></office:master-styles>
<office:body><office:text>%(body)s</office:text></office:body></office:document>"""
FACES = ("FandolFang", "FandolHei", "FandolKai", "FandolSong", "Noto Serif CJK SC")
# Style of a paragraph → (face, points, alignment, first line's indent, weight).
FODT_STYLES = {
    "p": ("FandolFang", 16, "justify", "11.14mm", "normal"),
    "to": ("FandolFang", 16, "justify", "0mm", "normal"),
    "note": ("FandolFang", 16, "justify", "11.14mm", "normal"),
    "title": ("Noto Serif CJK SC", 22, "center", "0mm", "bold"),
    "h1": ("FandolHei", 16, "justify", "11.14mm", "normal"),
    "h2": ("FandolKai", 16, "justify", "11.14mm", "normal"),
    "mark": ("FandolHei", 16, "end", "0mm", "normal"),
    "signature": ("FandolFang", 16, "end", "0mm", "normal"),
    "date": ("FandolFang", 16, "end", "0mm", "normal"),
    "number": ("FandolSong", 14, "end", "0mm", "normal"),
}


def html(letter: Letter) -> str:
    rows = [f'<div class="mark">{escape(letter.class_mark)}</div>', f"<h1>{escape(letter.title)}</h1>"]
    for kind, text in paragraphs(letter):
        tag = TAGS.get(kind, "p" if kind in ("p", "h3", "h4", "note") else "div")
        rows.append(f'<{tag} class="{kind}">{escape(text)}</{tag}>')
    head = f'<meta charset="utf-8"><title>{escape(letter.title)}</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="zh-CN"><head>{head}</head><body>{"".join(rows)}</body></html>'


def typst(letter: Letter) -> str:
    rows = [f"#set document(title: {_quoted(letter.title)})", TYPST]
    if letter.class_mark:
        rows.append(f'#align(right, text(font: "FandolHei", {_quoted(letter.class_mark)}))')
    # The title stands over two empty rows of the grid.
    title = f'text(font: "Noto Serif CJK SC", weight: "bold", size: 22pt, {_quoted(letter.title)})'
    rows.append(f"#v(10.227mm)#align(center, {title})#v(10.227mm)")
    for kind, text in paragraphs(letter):
        if kind in ("h1", "h2"):
            rows.append(f"#heading(level: {kind[1]}, {_quoted(text)})")
        elif kind in ("signature", "date"):
            rows.append(f"#align(right, pad(right: {2 if kind == 'signature' else 4}em, {_quoted(text)}))")
        else:
            rows.append(f"#par(first-line-indent: {'0em' if kind == 'to' else '(amount: 2em, all: true)'}, {_quoted(text)})")
    return "\n\n".join(rows)


def fodt(letter: Letter) -> str:
    rows = [("mark", letter.class_mark), ("title", letter.title), *paragraphs(letter)]
    body = "".join(
        f'<text:p text:style-name="{kind if kind in FODT_STYLES else "p"}">{escape(text)}</text:p>' for kind, text in rows if text
    )
    faces = "".join(f'<style:font-face style:name="{face}" svg:font-family="\'{face}\'"/>' for face in FACES)
    return FODT_HEAD % {"faces": faces, "styles": "".join(_fodt_style(name) for name in FODT_STYLES), "body": body}


def _fodt_style(name: str) -> str:
    face, size, align, indent, weight = FODT_STYLES[name]
    room = ' fo:margin-top="10.227mm" fo:margin-bottom="10.227mm"' if name == "title" else ""
    return (
        f'<style:style style:name="{name}" style:family="paragraph">'
        f'<style:paragraph-properties fo:text-align="{align}" fo:text-indent="{indent}" fo:line-height="10.227mm"{room}/>'
        f'<style:text-properties style:font-name="{face}" style:font-name-asian="{face}"'
        f' fo:font-size="{size}pt" style:font-size-asian="{size}pt"'
        f' fo:font-weight="{weight}" style:font-weight-asian="{weight}" fo:letter-spacing="-0.0745mm"'
        f' fo:language="zh" fo:country="CN" style:language-asian="zh" style:country-asian="CN"/></style:style>'
    )


def _quoted(text: str) -> str:
    return dumps(text, ensure_ascii=False)


SOURCES = {"naive": html, "typst": typst, "chromium": html, "libreoffice": fodt}
