from html.parser import HTMLParser

import pytest

from knowledge.core.text import block, excerpt, html, line, plain


class Pieces(HTMLParser):
    """Every tag with its attributes, as a browser would see them."""

    def __init__(self, source):
        super().__init__()
        self.tags = []
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def tags(markdown, **more):
    return Pieces(html(markdown, **more)).tags


ATTACKS = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&#58;alert(1))",
    '<a href="jav\tascript:alert(1)">x</a>',
    "[x](vbscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:alert(1)>",
    "[a]: javascript:alert(1)\n\n[a]",
    "<img src=x onerror=alert(1)>",
    "![x](http://evil.example/track.png)",
    "<svg onload=alert(1)><style>*{background:url(javascript:alert(1))}</style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    'x<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<a href='http://a.example' onclick=alert(1) style='position:fixed' target=_blank>x</a>",
    "<details open ontoggle=alert(1)>",
    "<iframe src=http://evil.example></iframe><form action=/sign-out><button>x</button></form>",
    '<div class="alert" id="main"><input name=csrf_token></div>',
    "**<b onmouseover=alert(1)>x</b>**",
    "> <object data=x>\n> - <embed src=x>",
    "```\n</code></pre><script>alert(1)</script>\n```",
]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("heading", [0, 2, 3])
def test_no_script_survives(attack, heading):
    for tag, attributes in tags(attack, heading=heading):
        assert tag in {"p", "br", "a", "code", "pre", "table", "strong", "ul", "li", "blockquote", "em"}
        assert set(attributes) <= {"dir", "href", "rel", "title"}
        assert attributes.get("href", "http:").split(":")[0] in {"http", "https", "mailto", "tel"}


def test_ordinary_signs_are_shown_as_typed():
    assert html('1 < 2 & רשות "א"') == '<p dir="auto">1 &lt; 2 &amp; רשות "א"</p>'


def test_links_are_made_of_addresses_and_pass_no_credit_on():
    assert tags("ראו https://www.gov.il/he?a=1&b=2 וגם [כאן](mailto:a@b.example)") == [
        ("p", {"dir": "auto"}),
        ("a", {"href": "https://www.gov.il/he?a=1&b=2", "rel": "nofollow"}),
        ("a", {"href": "mailto:a@b.example"}),
    ]


def test_every_block_finds_its_own_direction():
    found = tags("# א\n\nb\n\n- ג\n\n> d\n\nה | ו\n--|--\nz | 1")

    blocks = [attributes for tag, attributes in found if tag in {"h3", "p", "th", "td"}]
    assert len(blocks) == 7
    assert all(attributes == {"dir": "auto"} for attributes in blocks)


def test_a_new_line_is_a_new_line():
    assert html("שורה\nועוד שורה") == '<p dir="auto">שורה<br>\nועוד שורה</p>'


@pytest.mark.parametrize(
    "markdown, levels",
    [
        ("# א\n## ב\n### ג", ["h3", "h4", "h5"]),
        ("### א\n# ב", ["h3", "h3"]),
        ("# א\n#### ב", ["h3", "h4"]),
        ("# 1\n## 2\n### 3\n#### 4\n##### 5\n###### 6", ["h3", "h4", "h5", "h6", "h6", "h6"]),
    ],
)
def test_headings_continue_those_of_the_page_without_a_gap(markdown, levels):
    assert [tag for tag, _attributes in tags(markdown)] == levels


def test_headings_can_be_bold_lines_instead():
    assert html("# כותרת *חשובה*\n\nטקסט", heading=0) == (
        '<p dir="auto"><strong>כותרת <em>חשובה</em></strong></p>\n<p dir="auto">טקסט</p>'
    )


def test_code_keeps_its_signs_and_leaves_no_empty_paragraphs():
    assert html("לפני\n\n```\nif a < b:\n```\n\n`x & y`") == (
        '<p dir="auto">לפני</p>\n<pre><code>if a &lt; b:\n</code></pre>\n'
        '<p dir="auto"><code>x &amp; y</code></p>'
    )


def test_a_list_may_begin_at_any_number():
    assert ("ol", {"start": "3", "dir": "rtl"}) in tags("3. שלוש\n4. ארבע")


def test_links_with_brackets_inside_still_work():
    assert tags('[א [ב] ג](http://a.example/(x) "כותרת")') == [
        ("p", {"dir": "auto"}),
        ("a", {"href": "http://a.example/(x)", "title": "כותרת", "rel": "nofollow"}),
    ]


def test_the_end_of_a_link_is_looked_for_nearby_only():
    """Thousands of brackets without an end took minutes, because each looked through all that follows."""
    long_ago = "[" + "א" * 600 + "](mailto:a@b.example)"

    assert tags(long_ago) == [("p", {"dir": "auto"})]
    assert html("[" * 5_000) == f'<p dir="auto">{"[" * 5_000}</p>'


@pytest.mark.parametrize(
    "tangled",
    [
        "[a](" * 5_000,
        "**_" * 5_000,
        "- " * 2_500 + "א",
        "1. " * 2_500 + "א",
        "א\n===\n" * 5_000,
        "(" * 50_000,
    ],
    ids=["links", "stars", "lists", "numbers", "headings", "parentheses"],
)
def test_a_text_too_tangled_to_understand_is_shown_as_typed(tangled):
    """Such texts took up to minutes, or ended in an error on every page that showed them."""
    shown = html(tangled)

    assert {tag for tag, _attributes in Pieces(shown).tags} <= {"p", "br"}
    assert plain(tangled).split() == tangled.split()


def test_html_that_was_typed_is_text():
    assert html("א <b>מודגש</b> <a href='//b.example'>ב") == (
        "<p dir=\"auto\">א &lt;b&gt;מודגש&lt;/b&gt; &lt;a href='//b.example'&gt;ב</p>"
    )


def test_plain_text_has_the_words_and_no_marks():
    markdown = (
        "# כותרת\n\n- *א*\n- ב & ג &lt;ד&gt;&nbsp;ה\n\n[קישור](http://a.example) `x<y`\n\nק | ר\n-|-\n1 | 2"
    )

    assert plain(markdown) == "כותרת\nא\nב & ג <ד>\u00a0ה\nקישור x<y\nק\nר\n1\n2"


def test_an_excerpt_ends_between_words():
    assert excerpt("מילה ועוד מילה, ועוד", 16) == "מילה ועוד מילה…"
    assert excerpt("קצר\nמאוד") == "קצר מאוד"
    assert excerpt("א" * 50, 20) == "א" * 20 + "…"


def test_a_line_is_one_tidy_line():
    assert line(" שלום \r\n\u202eעולם\x00\t\u200f! ") == "שלום עולם !"
    assert line("אבגד", limit=3) == "אבג"


def test_a_block_keeps_its_lines_and_nothing_invisible():
    assert block("\ufeffא\r\nב\rג\x07\u2067ד\ud800  ") == "א\nב\nגד"


def test_gershayim_and_vowel_points_are_kept_as_typed():
    assert line('תב״ע תב"ע שָׁלוֹם צה׳׳ל') == 'תב״ע תב"ע שָׁלוֹם צה׳׳ל'


@pytest.mark.parametrize(
    ("markdown", "direction"),
    [
        ("- חשמל\n- water", "rtl"),
        ("3. מים", "rtl"),
        ("> quote: ציטוט", "ltr"),
        ("|סעיף|sum|\n|-|-|\n|1|2|", "rtl"),
        ("- 1\n- 2", None),
    ],
)
def test_lists_quotes_and_tables_have_the_direction_of_their_first_letter(markdown, direction):
    holder = tags(markdown)[0]

    assert holder[0] in ("ul", "ol", "blockquote", "table") and holder[1].get("dir") == direction
