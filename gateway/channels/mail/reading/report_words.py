"""Wording of delivery reports that are not in the form of RFC 3464.

Tables of phrases, in lower case. They decide only where no status code does.
"""

import re

FULL = re.compile(
    r"mail ?box (?:is |was |has been )?(?:full|exceed)|mailfolder is full|inbox (?:is )?full"
    r"|(?:user|mail ?box|account|recipient)[^.\n]{0,40}(?:over|exceed\w*|out of)[^.\n]{0,30}"
    r"(?:quota|storage|space|limit)|over ?quota|quota (?:is )?(?:exceeded|exceeds|full|violation)"
    r"|exceeded (?:his|her|its|their|the) (?:mail|storage|disk)?[^.\n]{0,20}quota"
    r"|disk quota|not enough (?:storage|disk|space)|insufficient (?:system )?(?:storage|disk)"
    r"|storage (?:full|limit)|mailbox size limit|full mailbox|mbox full|no space left"
    r"|recipient's mailbox exceeded|too many messages (?:in|on) "
    r"|メールボックスが(?:一杯|いっぱい|満杯)|容量(?:を|が)?(?:超|オーバー|不足)|一杯のため|いっぱいのため"
    r"|postfach (?:ist )?(?:voll|überfüllt)|speicherplatz|quota überschritten"
    r"|bo[îi]te (?:aux lettres |de réception )?(?:est )?pleine|casella (?:è )?piena"
    r"|buz[óo]n (?:está )?lleno|caixa (?:postal |de correio )?(?:está )?(?:cheia|lotada)"
    r"|переполнен|ящик получателя заполнен|邮箱已满|空间不足"
)
"""A full mailbox, which is emptied some day."""

UNKNOWN = re.compile(
    r"user unknown|unknown (?:user|recipient|address|local|mailbox|account)"
    r"|no such (?:user|recipient|mailbox|address|person|account|domain|local|alias)"
    r"|(?:user|mailbox|account|recipient|address|domain)[^.\n]{0,60}"
    r"(?:not found|not exist|n't exist|not known|unknown|disabled|inactive|suspended|deactivated"
    r"|terminated|closed|not listed|invalid|not valid|unavailable|no longer|rejected|incorrect"
    r"|not recogni[sz]ed|is not (?:a )?(?:local|valid)|doesn't have)"
    r"|invalid (?:user|recipient|address|mailbox|final delivery)|no (?:valid )?recipient"
    r"|not listed in (?:domino|the|public)|no mailbox here|(?:isn't|is not) listed"
    r"|host (?:unknown|not found)|unknown host|domain not found|unroutable|unrouteable"
    r"|bad destination (?:mailbox|address|system)|doesn't have a\w* [^\n]{1,60} account"
    r"|does not (?:have|like) (?:an account|recipient)|user is (?:not|un)\w+"
    r"|name (?:or service )?not (?:known|found|recogni)|relay(?:ing)? (?:access )?denied"
    r"|recipient name is not recognized|that address|mailbox not allowed|name not allowed"
    r"|宛先(?:不明|の)|存在しません|見つかりません|ユーザ(?:ー)?(?:不明|が存在)"
    r"|unbekannt|existiert nicht|nicht gefunden|ungültig|utilisateur inconnu|n'existe pas"
    r"|inexistant|utente sconosciuto|non esiste|inesistente|no existe|desconocido|não existe"
    r"|desconhecido|не существует|не найден|недоступен|заблокирован|用户不存在"
)
"""An address that is not there, or not any more."""

REFUSED = re.compile(
    r"permanent(?:ly)? (?:fatal |delivery )?(?:error|fail|reject)|failed permanently|fatal error"
    r"|(?:i've |have )?given up|will not (?:be )?retr|giving up|no further (?:delivery )?attempts"
    r"|blocked|blacklist|black list|block ?list|spam|denied|refused to accept|not accept"
    r"|message (?:size|too (?:big|large))|(?:size|length) (?:limit )?exceed|too large|too big"
    r"|policy|virus|unsolicited|content reject|rejected|hop count|loop|dmarc|spf"
    r"|拒否|受信できません|dauerhafte?r? fehler|définitif|definitivo|permanente"
)
"""A final refusal."""

DELAYED = re.compile(
    r"temporar\w+ (?:fail|error|unavail|defer|reject|problem|block|lookup|local|suspend|not|system)"
    r"|temporarily|will (?:be retried|(?:continue|keep) (?:trying|to try)|retry|try again)"
    r"|not yet been delivered|still (?:trying|being attempted)|deferred|delayed|delivery delay"
    r"|warning: (?:could not send|message|mail)|this is (?:only )?a warning|try (?:again )?later"
    r"|grey ?list|gray ?list|timed ?out|time-?out|expired|connection (?:refused|reset|lost|dropped)"
    r"|could not (?:connect|be reached)|unable to connect|no route to host|unreachable"
    r"|host name lookup failure|name server|too many (?:connections|recipients|hops|mails|messages)"
    r"|rate limit|throttl|service (?:not|temporarily) (?:available|unavailable)|system (?:busy"
    r"|load)"
    r"|not responding|not reachable within|(?:aborted )?after \d+(?:\.\d+)? hour"
    r"|resources temporarily|too busy|retry time|for \d+ (?:hours?|days?)|try again"
    r"|遅延|再送|一時的|しばらく"
    r"|verzögert|vorübergehend|später erneut|retardé|temporaire|ultérieurement"
    r"|ritard|temporane|più tardi|retras|temporal|más tarde|atrasad|temporári|mais tarde"
    r"|временн|задерж|暂时"
)
"""A delay, or a failure that passes."""

WAITING = re.compile(
    r"will (?:be retried|retry|keep|continue)|still (?:being|trying|queued)|not yet|hasn't been"
    r"|has been delayed|delivery (?:delayed|is delayed|attempts will)|is delayed|warning"
    r"|no action is required|do not need to resend|noch nicht|verzögert|en attente|retardé"
    r"|in ritardo|aún no|ainda não|atrasad|retrasad|遅延|再送を|задерж"
)
"""The server goes on trying."""

FAILURE = re.compile(
    r"(?:could|can|was|were|is|has|had|be|been|you sent|did)(?: ?not|n't)[^.\n]{0,25} "
    r"(?:be(?:en)? )?(?:deliver|sent|relay|reach|transfer|processed)"
    r"|cannot be (?:delivered|sent|reached|forwarded)|undeliver(?:able|ed)|non-?deliver"
    r"|not delivered"
    r"|unable to (?:deliver|relay|send|be delivered|complete)|(?:error|errors|problems?|trouble"
    r"|fail\w*)"
    r" (?:in |while |occurred while |occurred in |with |trying to |trying|to |during "
    r"|attempting to )*"
    r"(?:deliver|send|the delivery|mail delivery|relay)"
    r"|deliver(?:y|ing)[^.\n]{0,40}(?:fail|error|problem|status|delay|not possible|unsuccessful"
    r"|unable"
    r"|aborted|has been)|(?:fail|error|problem)\w*[^.\n]{0,20}deliver"
    r"|(?:mail|message|e-?mail)[^.\n]{0,40} (?:bounce|fail|reject|return|block|refus|undeliver"
    r"|defer"
    r"|delayed|discarded|wasn't delivered)|returned (?:mail|message|to sender)"
    r"|bounced? (?:message|mail|e-?mail|notification)|bounce notification|failure (?:notice|reason)"
    r"|addresses? (?:had|failed|rejected)|recipients? (?:were|was|returned|rejected|failed|could"
    r"|had"
    r"|address(?:es)? (?:rejected|failed))|transcript of session|following (?:address|recipient)"
    r"|delivery of [^.\n]{0,30}(?:stopped|blocked|refused)|considered unsolicited"
    r"|virus (?:was )?found"
    r"|i'?m afraid i wasn't able|did not (?:reach|like)|qmail-send program|rejected by"
    r"|(?:was|been|were) rejected|blocked by|wasn't able to|sorry, (?:we|your|i)|unsent message"
    r"|invalid (?:user|recipient|address)|user unknown|unknown user|mailbox (?:is )?full"
    r"|mail ?box unavailable|no such user|we had trouble|not (?:a )?member of"
    r"|配信できま|送信できま|送信に失敗|配送できま|届きません|届けられ|配信エラー|エラーメール|配信不能|送信エラー|不達"
    r"|メールエラー|メールサーバーとの通信中|エラーレスポンス|配信に失敗|お届けできま"
    r"|nicht (?:zu(?:ge)?stell|zustellbar|ausgeliefert|übermittelt|zugestellt|gesendet werden"
    r"|erreicht)|unzustellbar|zustell(?:ung|fehler|problem)[^.\n]{0,30}"
    r"|non (?:remis|distribué|délivré|acheminé)|(?:pas pu|n'a pas|n'a pu|ne peut)[^.\n]{0,20}"
    r"(?:être )?(?:remis|distribué|délivré|envoyé|acheminé|livré)|échec (?:de (?:la )?)?(?:remise"
    r"|dist"
    r"|livraison|envoi)|non remise"
    r"|mancato recapito|non (?:è stato )?(?:possibile )?(?:recapita|consegna)|impossibile (?:recap"
    r"|conseg|invi|deliver)|consegna (?:non|fallita)|notifica (?:di )?(?:mancat|stato)"
    r"|no (?:se )?(?:ha |pudo |puede |entreg|pudo ser |se pudo )?(?:podido )?(?:ser )?entreg"
    r"|error (?:de|en la) entrega|imposible entregar|devuelto"
    r"|não (?:foi |pôde |p[ôo]de ser )?(?:possível )?(?:ser )?entreg|falha (?:na|de) entrega"
    r"|devolvid"
    r"|не (?:было |может быть |удалось )?(?:доставлен|отправлен)|недоставлен|退信|无法投递|发送失败"
    r"|niedostarczon|kan inte levereras|niet (?:worden )?(?:bezorgd|afgeleverd)|onbestelbaar"
)
"""A report says with one of these that a mail did not arrive, or has not arrived yet."""

ARRIVED = re.compile(
    r"(?:has been|was|were|is) (?:successfully )?(?:delivered|relayed)\b"
    r"|successful(?:ly)? (?:mail )?deliver|erfolgreich (?:zugestellt|übermittelt)|a été remis"
    r"|è stato recapitato|ha sido entregado|foi entregue"
)
"""A report that all went well."""

SUBJECT = re.compile(
    r"^(?:undeliver|un-?deliver|non-?deliver|not delivered|returned (?:mail|to sender)"
    r"|return(?:ed)? mail"
    r"|mail (?:delivery|system) (?:fail|error|subsystem|status|problem|delay|warning)"
    r"|(?:mail |message |email |e-mail )?deliver(?:y|ing)? (?:status|fail|error|report|problem"
    r"|delay|notif"
    r"|has|not|unsuccess|to|incomplete)|(?:message|mail|e-?mail|email)[^.\n]{0,20} (?:delivery"
    r"|fail|blocked"
    r"|rejected|delayed|undeliver|not (?:sent|deliver)|could|bounce|refused|returned|quarantin"
    r"|you sent)"
    r"|fail(?:ure|ed)[^\n]{0,15}(?:notice|mail|deliver|message|to|\(|:)|failure notice"
    r"|warning: (?:could"
    r"|message|mail)|bounce|\*+message you sent|message status|notice: mail|delivery\b"
    r"|could not (?:send|deliver)|cannot (?:send|deliver)|unable to (?:send|deliver)"
    r"|postmaster notify"
    r"|considered unsolicited|virus in |banned content|content violation|blocked[: ]"
    r"|votre message|mensaje (?:no|devuelto)|mensagem (?:não|devolvida)|messaggio non"
    r"|there was an error sending|error sending|sorry, your message|rejected|auto-?bounce|nondeliv"
    r"|\[?(?:postmaster|mailer-daemon)\]?|you sent|user unknown|mail error|ndn:|status notification"
    r"|メールエラー|(?:メール|メッセージ)[^\n]{0,10}(?:配信|送信)|配信|送信(?:エラー|失敗)"
    r"|エラーメール|不達|未配信"
    r"|配信不能|unzustellbar|zustell|nicht zustell"
    r"|fehler bei der zust|mailzustellung|ihre (?:e-?mail"
    r"|nachr)"
    r"[^\n]{0,30}nicht|non remis|échec|rapport de non|notification (?:d'état|de non)|avis de non"
    r"|mancat[oa] (?:recapito|consegna)|non recapit|notifica|impossibile|no se puede entregar"
    r"|no se ha podido|no entregad|notificaci[óo]n|error de entrega|devuelto|mensaje devuelto"
    r"|não entreg"
    r"|não foi poss|falha|mensagem devolv|notificação|недоставлен|не доставлен|ваше сообщение"
    r"|сообщение не"
    r"|退信|系统退信|onbestelbaar|niet bezorgd|niedostarcz|olevererbart|kan ej levereras)"
)
"""How the subjects of reports begin."""

ORIGINAL = re.compile(
    r"^[^\w\n]{0,40}(?:(?:included|below|here|this|attached|following) (?:is|this line is|line is) "
    r"(?:a |the )?(?:copy|header|original|top)[^\n]{0,80}"
    r"|(?:the )?(?:header|headers|body|text|copy)[^\n]{0,15} of (?:the |your )?(?:original"
    r"|returned|message)"
    r"[^\n]{0,60}|original (?:message|mail|e-?mail)(?: (?:follows|headers?|text))?[^\w\n]{0,40}"
    r"|original message (?:headers|follows)[^\n]{0,10}|returned (?:message|mail|text)[^\n]{0,40}"
    r"|(?:unsent|rejected|bounced|undelivered|failed) (?:message|mail|e-?mail|text)[^\n]{0,40}"
    r"|message (?:header|headers|text|details?|contents?|body)(?: follows?)?[^\n]{0,30}"
    r"|message follows|your (?:original )?message (?:follows|reads)[^\n]{0,60}"
    r"|below is a copy[^\n]{0,60}|text of (?:the )?(?:original )?(?:message|mail)[^\n]{0,30}"
    r"|start of (?:returned )?(?:message|header)[^\n]{0,30}"
    r"|(?:-----)?ursprüngliche nachricht[^\n]{0,10}"
    r"|der (?:header|kopf)[^\n]{0,40}nachricht[^\n]{0,20}|(?:message"
    r"|en-têtes?)[^\n]{0,10} d'origine"
    r"[^\n]{0,20}|messaggio originale[^\n]{0,10}|mensaje original[^\n]{0,10}"
    r"|mensagem original[^\n]{0,10}"
    r")[:.]?[^\w\n]{0,40}$",
    re.MULTILINE | re.IGNORECASE,
)
"""A line of a report below which the mail stands that did not arrive."""

FORMULA = re.compile(
    r"^(?:delivery failure:|undeliverable|returned mail:|mail delivery failed|failure notice$"
    r"|undelivered mail returned|delivery status notification|mail delivery failure|non remis"
    r"|unzustellbar:|delivery notification:|mail system error)"
)
"""Subjects that only servers write."""

REPLIED = re.compile(
    r"^\s*(?:re|aw|antw|sv|rif|r|res|fwd?|wg|tr|i|rv|enc|vs|odp)\s*(?:\[\d+\])?\s*:", re.IGNORECASE
)
"""How the subject of an answer or of a forwarded mail begins."""
