"""Answers in HTML: the quotes that mail programs mark are left out."""

import pytest

from gateway.channels.mail.reading.html_text import html_text
from gateway.channels.mail.reading.read_mail import answer_text, read_mail
from tests.support.received_mails import html, written

OURS = "Hello Anna,<br>this is a reminder of your appointment.<br>Reply 1 to confirm, 2 to cancel."
GMAIL = (
    '<div dir="ltr">Yes &amp; thanks<div><br></div></div><br><div class="gmail_quote '
    'gmail_quote_container"><div dir="ltr" class="gmail_attr">On Sun, 29 Nov 2026 Practice &lt;'
    '<a href="mailto:c@example.org">c@example.org</a>&gt; wrote:<br></div><blockquote '
    f'class="gmail_quote" style="margin:0">{OURS}</blockquote></div>'
)
OUTLOOK_WEB = (
    '<html><head><style type="text/css" style="display:none;">P {margin:0;}</style></head><body>'
    '<div class="elementToProof">Yes &amp; thanks</div><div id="appendonsend"></div><hr>'
    f'<div id="divRplyFwdMsg" dir="ltr"><b>From:</b> Practice<br></div><div>{OURS}</div></body>'
)
OUTLOOK = (
    "<html><body><div class=WordSection1><p class=MsoNormal>Yes &amp; thanks<o:p></o:p></p>"
    "<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>"
    "<p class=MsoNormal><b>Fr&aring;n:</b> Practice<br><b>Skickat:</b> s&ouml;ndag</p></div></div>"
    f"<p class=MsoNormal>{OURS}</p></div></body></html>"
)
APPLE = (
    '<html><body>Yes &amp; thanks<br><br><div dir="ltr">Sent from my iPhone</div><div '
    'dir="ltr"><br>'
    '<blockquote type="cite">On 29 Nov 2026, at 10:00, Practice wrote:<br><br></blockquote></div>'
    f'<blockquote type="cite"><div dir="ltr">{OURS}</div></blockquote></body></html>'
)
THUNDERBIRD = (
    '<html><body><p>Yes &amp; thanks<br></p><div class="moz-cite-prefix">Am 29.11.26 um 10:00 '
    f'schrieb Praxis:<br></div><blockquote type="cite" cite="mid:7.1@example.org">{OURS}'
    '</blockquote><pre class="moz-signature" cols="72">-- \nAnna</pre></body></html>'
)
YAHOO = (
    "<html><body><div>Yes &amp; thanks</div><div id='yahoo_quoted_1' class='yahoo_quoted'>"
    f"<div>On Sunday Practice wrote:</div><div>{OURS}</div></div></body></html>"
)
BOTTOM = (
    '<div class="moz-cite-prefix">On 29.11.26 Practice wrote:<br></div>'
    f'<blockquote type="cite">{OURS}</blockquote><p>Yes &amp; thanks</p>'
)
INLINE = (
    '<div class="gmail_quote"><div class="gmail_attr">On x wrote:</div><blockquote '
    'class="gmail_quote">One?</blockquote><div>Yes &amp; thanks</div><blockquote '
    'class="gmail_quote">Two?</blockquote></div>'
)
UNMARKED = (
    "<div>Yes &amp; thanks</div><div>On Sun, 29 Nov 2026 at 10:00 Practice &lt;c@example.org&gt; "
    f"wrote:</div><div>{OURS}</div>"
)
SIGNED = '<div>Yes &amp; thanks</div><div class="gmail_signature"><div>Anna<br>Acme</div></div>'
PROTON = (
    '<div>Yes &amp; thanks</div><div class="protonmail_signature_block">Sent with Proton</div>'
    f'<div class="protonmail_quote">On Sunday wrote:<blockquote>{OURS}</blockquote></div>'
)
SAMSUNG = (
    "<html><body><div>Yes &amp; thanks</div><div><br></div><div id='composer_signature'>Sent "
    "from my "
    "Galaxy</div><div><br></div><div>-------- Original message --------</div><div>From: Practice "
    f"</div><div>Date: 29/11/2026 </div><div>To: Anna </div><div>Subject: "
    f"x</div>{OURS}</body></html>"
)
YAHOO_2 = (
    '<div class="ydp1f2yahoo-style-wrap"><div>Yes &amp; thanks</div></div>'
    f'<div id="ydp9ayahoo_quoted_1" class="ydp9ayahoo_quoted"><div>{OURS}</div></div>'
)
GMX = (
    '<div style="font-family: Verdana"><div>Yes &amp; thanks</div><div><div name="quote" '
    'style="margin:10px; border-left:2px solid #C3D9E5;"><div><b>Gesendet:</b> Sonntag<br>'
    f"<b>Von:</b> P<br><b>An:</b> A</div><div>{OURS}</div></div></div></div>"
)
BELOW_WITHOUT_CLASS = (
    '<div>On Sun, 29 Nov 2026, at 10:00, Practice wrote:</div><blockquote type="cite" id="qt">'
    f"{OURS}</blockquote><div>Yes &amp; thanks</div>"
)
OLDER_GMAIL = (
    '<div>Yes &amp; thanks</div><div class="gmail_extra"><br><div class="gmail_quote">On Sun, Nov '
    '29, 2026 at 10:00 AM, P <span dir="ltr">&lt;c@example.org&gt;</span> wrote:<br><blockquote '
    f'class="gmail_quote">{OURS}</blockquote></div></div>'
)
OUTLOOK_PHONE = (
    '<div dir="auto">Yes &amp; thanks</div><div id="ms-outlook-mobile-signature"><div></div>Get <a '
    'href="https://aka.ms/o0ukef">Outlook for iOS</a></div><hr style="display:inline-block">'
    f'<div id="divRplyFwdMsg"><b>Von:</b> P</div><div>{OURS}</div>'
)
OUTLOOK_MAC = (
    "<p class=MsoNormal>Yes &amp; thanks</p><div><p class=MsoNormal><b><span>From: </span></b>P<br>"
    "<b>Date: </b>Sunday<br><b>To: </b>A<br><b>Subject: </b>x</p></div><div><p>"
    + OURS
    + "</p></div>"
)
NOTES = (
    "<font size=2>Yes &amp; thanks</font><br><br><font size=1>From: &nbsp; P<br>To: &nbsp; A<br>"
    f"Date: &nbsp; 29.11.2026<br>Subject: &nbsp; x</font><br><hr noshade>{OURS}"
)
IPHONE = (
    '<body dir="auto">Yes &amp; thanks<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">Von '
    'meinem iPhone gesendet</div><div dir="ltr"><br><blockquote type="cite">Am 29.11.2026 um 10:00 '
    f'schrieb P:<br><br></blockquote></div><blockquote type="cite">{OURS}</blockquote></body>'
)
RUSSIAN = (
    f'<div>Yes &amp; thanks</div><blockquote style="border-left:1px solid">{OURS}</blockquote>'
)
UNCLOSED = "<p>Yes &amp; thanks<blockquote type=cite>" + OURS

FORMS = {
    "gmail": GMAIL,
    "outlook on the web": OUTLOOK_WEB,
    "outlook for windows": OUTLOOK,
    "apple": APPLE,
    "thunderbird": THUNDERBIRD,
    "yahoo": YAHOO,
    "below": BOTTOM,
    "between": INLINE,
    "unmarked": UNMARKED,
    "signed": SIGNED,
    "proton": PROTON,
    "samsung": SAMSUNG,
    "yahoo with prefixes": YAHOO_2,
    "gmx": GMX,
    "below, without classes": BELOW_WITHOUT_CLASS,
    "older gmail": OLDER_GMAIL,
    "outlook on phones": OUTLOOK_PHONE,
    "outlook for mac": OUTLOOK_MAC,
    "notes": NOTES,
    "iphone": IPHONE,
    "border alone": RUSSIAN,
    "unclosed": UNCLOSED,
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_only_the_own_words_are_left(form: str) -> None:
    read = read_mail(html(form))
    assert (read.kind, read.text) == ("answer", "Yes & thanks")


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_marked_quotes_count_beside_a_plain_text(form: str) -> None:
    body = (
        "--b\nContent-Type: text/plain\n\nYes & thanks\n\nsomething unmarked\n"
        f"--b\nContent-Type: text/html\n\n{form}\n--b--\n"
    )
    raw = written("Re: x", body, {"Content-Type": "multipart/alternative; boundary=b"})
    marked = html_text(form).cut
    assert (read_mail(raw).text == "Yes & thanks") is marked


def test_forwarded_mail_of_gmail_has_no_own_words() -> None:
    form = (
        '<div dir="ltr"><br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        f"---------- Forwarded message ---------<br>From: P<br></div><br>{OURS}</div></div>"
    )
    assert read_mail(html(form)).text == ""


def test_indented_words_of_ones_own_are_kept() -> None:
    form = '<blockquote style="margin:0 0 0 40px;border:none">Yes &amp; thanks</blockquote>'
    assert read_mail(html(form)).text == "Yes & thanks"


def test_words_within_a_quote_are_not_lost_where_the_plain_text_shows_them() -> None:
    body = (
        "--b\nContent-Type: text/plain\n\n> Reply 1\n1 please\n"
        '--b\nContent-Type: text/html\n\n<blockquote type="cite">Reply 1<br>1 please</blockquote>'
        "\n--b--\n"
    )
    raw = written("Re: x", body, {"Content-Type": "multipart/alternative; boundary=b"})
    assert read_mail(raw).text == "1 please"


def test_plain_text_that_only_names_html_is_no_text() -> None:
    body = (
        "--b\nContent-Type: text/plain\n\nYour email client does not support HTML mails.\n"
        "--b\nContent-Type: text/html\n\n<p>Yes</p>\n--b--\n"
    )
    raw = written("Re: x", body, {"Content-Type": "multipart/alternative; boundary=b"})
    assert read_mail(raw).text == "Yes"


def test_copy_of_ours_that_nobody_marked_is_cut() -> None:
    read = read_mail(html(f"<div>ok</div><div>{OURS}</div>"))
    ours = html_text(OURS).text
    assert "Reply 1" in read.text
    assert answer_text(read, ours) == "ok"
