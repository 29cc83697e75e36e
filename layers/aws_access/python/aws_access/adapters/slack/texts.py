"""What the product says in Slack, but for the reasons (`domain/texts.py`): English and Japanese side by side.

Facts in braces are filled in by `markup.say`, which escapes them. The texts themselves are mrkdwn: around `*bold*` and
code there are spaces or ASCII marks, because Slack sees no end of a word between Japanese letters.
"""

TEXTS: dict[str, tuple[str, str]] = {
    # The card
    "card-title": (
        "{who} asks for {service} in {environment}",
        "{who} さんが {environment} の {service} を申請しています",
    ),
    "field-who": ("Who", "申請者"),
    "field-what": ("What", "サービス"),
    "field-resource": ("Resource", "リソース"),
    "field-where": ("Where", "場所"),
    "field-duration": ("How long", "期間"),
    "field-rule": ("Rule", "ルール"),
    "field-decided": ("Approved by", "承認者"),
    "field-request": ("Request", "申請ID"),
    "where": (
        "{environment}, account {account}, team role {role}",
        "{environment} アカウント {account} チームロール {role}",
    ),
    "quote-reason": ("Why:", "理由:"),
    "quote-note": ("Note:", "コメント:"),
    "policy-title": (
        "As IAM will read it (actions: {actions}, resources: {resources}):",
        "IAM での表現 (アクション: {actions}、リソース: {resources}):",
    ),
    "button-approve": ("Approve", "承認"),
    "button-deny": ("Deny", "却下"),
    # What is true of a request; one for each status, and one for what is on its way to REVOKED
    "state-PENDING": (
        ":hourglass_flowing_sand: *Waiting* for approval until {lapse_at}",
        ":hourglass_flowing_sand: *承認待ち* {lapse_at} まで",
    ),
    "state-APPROVED": (
        ":gear: *Approved* by {approver}, being attached to the team role",
        ":gear: *承認済み* {approver} が承認し、チームロールに付与しています",
    ),
    "state-ACTIVE": (
        ":large_green_circle: *Active* until {ends_at}",
        ":large_green_circle: *有効* {ends_at} まで",
    ),
    "state-REVOKING": (
        ":gear: *Being revoked* by {revoker}",
        ":gear: *取り消し中* {revoker} が取り消しました",
    ),
    "state-EXPIRED": (
        ":white_circle: *Ended* at {ends_at}",
        ":white_circle: *終了* {ends_at}",
    ),
    "state-REVOKED": (
        ":white_circle: *Revoked* by {revoker}, off the team role at {ended_at}",
        ":white_circle: *取り消し済み* {revoker} が取り消し、{ended_at} に解除されました",
    ),
    "state-DENIED": (
        ":no_entry: *Denied* by {approver} at {ended_at}",
        ":no_entry: *却下* {approver} が {ended_at} に却下しました",
    ),
    "state-CANCELLED": (
        ":white_circle: *Cancelled* at {ended_at}, before anybody decided",
        ":white_circle: *取り下げ* {ended_at}、判断の前に取り下げられました",
    ),
    "state-LAPSED": (
        ":white_circle: *Lapsed* at {ended_at}: nobody decided in time",
        ":white_circle: *失効* {ended_at}、期限内に判断されませんでした",
    ),
    "state-FAILED": (
        ":warning: *Failed*, nothing was attached: {failure}",
        ":warning: *失敗* 何も付与されていません: {failure}",
    ),
    "the-rules": ("the rules", "ルール"),
    # To the requester
    "tell-ATTACHED": (
        (
            ":large_green_circle: Your access to {service} in {environment} is on the team role {role}, for you alone, "
            "until {until}. Request {request}."
        ),
        (
            ":large_green_circle: {environment} の {service} をチームロール {role} に付与しました。"
            "使えるのはあなただけで、{until} までです。申請 {request}"
        ),
    ),
    "tell-switch": (
        "{link} as always. IAM needs a few seconds, sometimes a minute, until it knows.",
        "いつもどおり{link}。IAM への反映には数秒、まれに1分ほどかかります。",
    ),
    "switch-label": ("Switch to the team role", "チームロールに切り替えてください"),
    "tell-DENIED": (
        ":no_entry: {who} denied your request {request} for {service} in {environment}.",
        ":no_entry: {environment} の {service} の申請 {request} は {who} に却下されました。",
    ),
    "tell-CANCELLED": (
        ":white_circle: Your request {request} for {service} in {environment} was cancelled by somebody else.",
        ":white_circle: {environment} の {service} の申請 {request} は他の人に取り下げられました。",
    ),
    "tell-LAPSED": (
        (
            ":white_circle: Nobody decided in time on your request {request} for {service} in {environment}; "
            "ask again if you still need it."
        ),
        (
            ":white_circle: {environment} の {service} の申請 {request} は期限内に判断されませんでした。"
            "必要であればもう一度申請してください。"
        ),
    ),
    "tell-REVOKED": (
        ":white_circle: {who} ended your access to {service} in {environment}. Request {request}.",
        ":white_circle: {environment} の {service} へのアクセスは {who} に取り消されました。申請 {request}",
    ),
    "tell-EXPIRED": (
        ":white_circle: Your access to {service} in {environment} has ended, as planned. Request {request}.",
        ":white_circle: {environment} の {service} へのアクセスは予定どおり終了しました。申請 {request}",
    ),
    "tell-FAILED": (
        ":warning: Your request {request} for {service} in {environment} failed, and nothing was attached: {why}",
        ":warning: {environment} の {service} の申請 {request} は失敗し、何も付与されていません: {why}",
    ),
    # Answers
    "help-ask": (
        (
            "*Ask for access*: `/aws-access SERVICE ENVIRONMENT DURATION [RESOURCE] [-- REASON]`\n"
            "`/aws-access dynamodb verify 4h`\n"
            "`/aws-access dynamodb:read production 30m table/orders -- INC-42`"
        ),
        (
            "*申請する*: `/aws-access サービス 環境 期間 [リソース] [-- 理由]`\n"
            "`/aws-access dynamodb 検証 4時間`\n"
            "`/aws-access dynamodb:read 本番 30分 table/orders -- INC-42`"
        ),
    ),
    "help-more": (
        (
            "`/aws-access list`: your requests\n"
            "`/aws-access status REQUEST`: one request\n"
            "`/aws-access revoke REQUEST [-- REASON]`: end it now, or take it back while it waits"
        ),
        (
            "`/aws-access 一覧`: 自分の申請\n"
            "`/aws-access 状態 申請ID`: 1件の申請\n"
            "`/aws-access 取消 申請ID [-- 理由]`: すぐに終了する、または承認待ちの申請を取り下げる"
        ),
    ),
    "help-words": (
        "Access is added to the team role that you use already, for you alone, and ends by itself.",
        "アクセスは今使っているチームロールに、あなただけのために追加され、期限が来ると自動で終了します。",
    ),
    "answer-submitted": (
        ":hourglass_flowing_sand: Request {request} waits for approval in {channel} until {until}.",
        ":hourglass_flowing_sand: 申請 {request} は {channel} で承認待ちです({until} まで)。",
    ),
    "answer-granted": (
        ":gear: Request {request} needs no approval and is being attached; you will hear when it is active.",
        ":gear: 申請 {request} は承認不要です。付与しています。有効になったらお知らせします。",
    ),
    "answer-approved": (
        "Request {request} is approved and being attached; its card will say when it is active.",
        "申請 {request} を承認しました。付与しています。有効になるとカードに表示されます。",
    ),
    "answer-denied": ("Request {request} is denied.", "申請 {request} を却下しました。"),
    "answer-cancelled": ("Request {request} is cancelled.", "申請 {request} を取り下げました。"),
    "answer-revoking": (
        "Request {request} is being revoked; its card will say when it is off the team role.",
        "申請 {request} を取り消しています。解除されるとカードに表示されます。",
    ),
    "list-title": ("*Your requests*", "*あなたの申請*"),
    "list-empty": (
        "You have no requests. `/aws-access help` shows how to ask.",
        "申請はありません。使い方は `/aws-access ヘルプ` で確認できます。",
    ),
    "list-more": ("`/aws-access status REQUEST` shows one.", "1件の詳細は `/aws-access 状態 申請ID` で確認できます。"),
    "refused": (
        ":no_entry: That was not possible; nothing has changed.",
        ":no_entry: 実行できませんでした。何も変更されていません。",
    ),
    "nearest": ("Nearest to it would be {command}", "近い書き方: {command}"),
    "failure": (
        ":warning: Something went wrong on our side. Look at `/aws-access list` before you try again.",
        ":warning: 内部エラーが発生しました。 `/aws-access 一覧` を確認してからもう一度お試しください。",
    ),
    # The slack function
    "modal-title": ("Deny", "却下"),
    "modal-submit": ("Deny", "却下する"),
    "modal-close": ("Back", "戻る"),
    "modal-label": ("Why? The requester will read it.", "理由(申請者に伝わります)"),
    "modal-empty": ("Please say why.", "理由を入力してください。"),
    "modal-about": ("Request {request}", "申請 {request}"),
}

NOTHING_HAPPENED = (
    "Nothing happened: aws-access could not take this. Please try again.\n"
    "受け付けられませんでした。何も変更されていません。もう一度お試しください。"
)
"""Said by the slack function, which does not know the person's language."""

TOO_LONG = (
    "Nothing happened: this is too long. `/aws-access help` shows how to ask.\n"
    "長すぎるため受け付けられませんでした。使い方は `/aws-access ヘルプ` で確認できます。"
)
"""The same."""
