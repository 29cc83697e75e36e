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
    "card-title-break-glass": (
        ":rotating_light: *Break-glass*: {who} takes {service} in {environment} without approval",
        ":rotating_light: *緊急アクセス* {who} さんが承認なしで {environment} の {service} を使います",
    ),
    "field-who": ("Who", "申請者"),
    "field-what": ("What", "サービス"),
    "field-resource": ("Resource", "リソース"),
    "field-where": ("Where", "場所"),
    "field-duration": ("How long", "期間"),
    "field-start": ("Starts at", "開始"),
    "field-extends": ("Extends", "延長元"),
    "field-rule": ("Rule", "ルール"),
    "field-risk": ("Risk", "リスク"),
    "risk-low": ("low", "低"),
    "risk-medium": ("medium", "中"),
    "risk-high": (":warning: high", ":warning: 高"),
    "risk-critical": (":rotating_light: critical", ":rotating_light: 非常に高い"),
    "field-decided": ("Approved by", "承認者"),
    "field-request": ("Request", "申請ID"),
    "where-session": (
        "{environment}, account {account}, sessions of {role}",
        "{environment} アカウント {account} ロール {role} のセッション",
    ),
    "where": (
        "{environment}, account {account}, team role {role}",
        "{environment} アカウント {account} チームロール {role}",
    ),
    "quote-reason": ("Why:", "理由:"),
    "quote-note": ("Note:", "コメント:"),
    "difference-title": (
        "What the requester gains (`+`), and had when they asked (`=`):",
        "追加される権限 ( `+` ) と申請時にすでにある権限 ( `=` ):",
    ),
    "policy-title": (
        "As IAM will read it (actions: {actions}, resources: {resources}):",
        "IAM での表現 (アクション: {actions}、リソース: {resources}):",
    ),
    "proven": (
        (
            ":lock: *Proven*: {person} gains exactly this until the end (actions: {actions}, resources: {resources}); "
            "nobody else gains anything, and nothing else on the role changes."
        ),
        (
            ":lock: *証明済み* 期限まで {person} が得るのは次の権限だけです (アクション: {actions}、"
            "リソース: {resources})。他の人の権限もロールの他の部分も変わりません。"
        ),
    ),
    "proven-nothing-new": (
        (
            ":lock: *Proven*: {person} has all of this until that end already, and gains nothing; "
            "nobody else gains anything, and nothing else on the role changes."
        ),
        (
            ":lock: *証明済み* {person} はこの権限を期限までの間すでに持っており、新たに得るものはありません。"
            "他の人の権限もロールの他の部分も変わりません。"
        ),
    ),
    "button-approve": ("Approve", "承認"),
    "button-deny": ("Deny", "却下"),
    "button-narrow": ("Change…", "変更して承認"),
    "button-review": ("Reviewed", "レビュー済みにする"),
    "wait": ("Rule {rule}: {given} of {needs} approvals", "ルール {rule} 承認 {given}/{needs}"),
    "wait-stage": (
        "Rule {rule}, stage {stage} of {stages}: {given} of {needs} approvals",
        "ルール {rule} ステージ {stage}/{stages} 承認 {given}/{needs}",
    ),
    "vote-for": (":white_check_mark: {who} approved at {at}", ":white_check_mark: {who} が {at} に承認"),
    "vote-against": (":x: {who} denied at {at}: {note}", ":x: {who} が {at} に却下: {note}"),
    "narrowed": (
        "{who} has made it shorter or smaller than it was asked for",
        "{who} が申請より短く、または狭く変更しました",
    ),
    "vote-void": (
        "{who} approved at {at}, before it was changed: that counts no more",
        "{who} が {at} に承認(その後変更されたため無効)",
    ),
    "review-open": (
        ":mag: *Review* wanted from somebody else until {due}",
        ":mag: *レビュー待ち* {due} までに他の人が確認してください",
    ),
    "review-done": (":mag: *Reviewed* by {who} at {at}", ":mag: *レビュー済み* {who} が {at} に確認しました"),
    "quote-review": ("Review:", "レビュー:"),
    # What is true of a request; one for each status, and one for what is on its way to REVOKED
    "state-PENDING": (
        ":hourglass_flowing_sand: *Waiting* for approval until {lapse_at}",
        ":hourglass_flowing_sand: *承認待ち* {lapse_at} まで",
    ),
    "state-APPROVED": (
        ":gear: *Approved* by {approver}, being attached to the team role",
        ":gear: *承認済み* {approver} が承認し、チームロールに付与しています",
    ),
    "state-APPROVED-later": (
        ":alarm_clock: *Approved* by {approver}, starts at {starts_at}",
        ":alarm_clock: *承認済み* {approver} が承認しました。 {starts_at} に開始します",
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
        ":white_circle: *Cancelled* by {canceller} at {ended_at}, before anybody decided",
        ":white_circle: *取り下げ* {ended_at}、判断の前に {canceller} が取り下げました",
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
    "tell-session": (
        (
            ":large_green_circle: You can have credentials for {service} in {environment}, for you alone, until "
            "{until}: `aws-access exec {plain} -- aws …`, or `aws-access console {plain}`. Request {request}."
        ),
        (
            ":large_green_circle: {environment} の {service} の認証情報を受け取れます。使えるのはあなただけで、"
            "{until} までです。 `aws-access exec {plain} -- aws …` または `aws-access console {plain}` 申請 {request}"
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
    "tell-APPROVED": (
        ":alarm_clock: Your request {request} for {service} in {environment} is approved and starts at {starts_at}.",
        ":alarm_clock: {environment} の {service} の申請 {request} は承認されました。 {starts_at} に開始します。",
    ),
    "tell-NARROWED": (
        (
            ":scissors: An approver changed your request {request}: it is for {service} in {environment} and for "
            "{duration} now."
        ),
        ":scissors: 承認者が申請 {request} を変更しました。 {environment} の {service} 、期間は {duration} です。",
    ),
    "tell-WARNED": (
        (
            ":hourglass: Your access to {service} in {environment} ends at {until}. If the rules allow it, go on with "
            "`/aws-access extend {plain} {duration}`"
        ),
        (
            ":hourglass: {environment} の {service} へのアクセスは {until} に終了します。ルールで許されていれば "
            "`/aws-access 延長 {plain} {duration}` で延長できます。"
        ),
    ),
    "tell-REVIEWED": (
        ":mag: {reviewer} has reviewed your break-glass {request}.",
        ":mag: {reviewer} が緊急アクセス {request} をレビューしました。",
    ),
    # In the channel, beside the cards
    "ask": (
        "{people}: your approval is asked for, until {until}.",
        "{people} 承認をお願いします({until} まで)。",
    ),
    "ask-REMINDED": (
        ":bell: {people}: this still waits for you, until {until}.",
        ":bell: {people} まだ承認待ちです({until} まで)。",
    ),
    "ask-ESCALATED": (
        ":bell: Nobody has decided yet, so these may decide from now on: {people}. Until {until}.",
        ":bell: まだ判断されていません。これからは次の人も判断できます: {people} ({until} まで)。",
    ),
    "ask-REVIEW_OVERDUE": (
        ":rotating_light: Nobody has reviewed this break-glass in time. {people}: please do; asked again at {due}.",
        ":rotating_light: この緊急アクセスは期限内にレビューされていません。{people} お願いします(次の通知は {due})。",
    ),
    "alert-SUBMITTED": (
        (
            ":rotating_light: {who} broke the glass: {service} in {environment} for {duration}, without approval. "
            "Request {request}; somebody else has to review it until {due}."
        ),
        (
            ":rotating_light: {who} さんが緊急アクセスを使いました: {environment} の {service} 、{duration}、承認なし。"
            "申請 {request} を {due} までに他の人がレビューしてください。"
        ),
    ),
    "alert-REVIEW_OVERDUE": (
        (
            ":rotating_light: Nobody has reviewed the break-glass {request} of {who} in time ({service} in "
            "{environment}, {duration}). `/aws-access review` closes it; it is asked for again at {due}."
        ),
        (
            ":rotating_light: {who} さんの緊急アクセス {request} がまだレビューされていません"
            "({environment} の {service} 、{duration})。 `/aws-access レビュー` で完了できます。次の通知は {due} です。"
        ),
    ),
    "tell-LOCKED": (
        ":lock: {who} locked {what}: {why}. What is active there is being ended, and nothing new starts.",
        ":lock: {who} が {what} をロックしました: {why}。有効なアクセスは終了し、新しいアクセスは始まりません。",
    ),
    "tell-UNLOCKED": (
        ":unlock: {who} unlocked {what}: {why}",
        ":unlock: {who} が {what} のロックを解除しました: {why}",
    ),
    # Answers
    "unnarrowed": (
        "On every resource, because AWS knows nothing narrower for it: {actions}",
        "AWS の仕様上リソースを限定できず、すべてのリソースが対象: {actions}",
    ),
    "left-out": (
        "Not included, because it is not done to the named resources: {actions}",
        "指定したリソースを対象としない操作のため、含まれないもの: {actions}",
    ),
    "help-ask": (
        (
            "*Ask for access*: `/aws-access SERVICE ENVIRONMENT DURATION [RESOURCE ...] [-- REASON]`\n"
            "`/aws-access dynamodb verify 4h`\n"
            "`/aws-access dynamodb:read production 30m table/orders -- INC-42`\n"
            "`/aws-access policy verify 4h -- REASON`: a form for an IAM policy of your own"
        ),
        (
            "*申請する*: `/aws-access サービス 環境 期間 [リソース ...] [-- 理由]`\n"
            "`/aws-access dynamodb 検証 4時間`\n"
            "`/aws-access dynamodb:read 本番 30分 table/orders -- INC-42`\n"
            "`/aws-access ポリシー 検証 4時間 -- 理由` : 独自の IAM ポリシーを入力するフォーム"
        ),
    ),
    "help-more": (
        (
            "`/aws-access list`: your requests\n"
            "`/aws-access status REQUEST`: one request\n"
            "`/aws-access revoke REQUEST [-- REASON]`: end it now, or take it back while it waits\n"
            "`/aws-access extend REQUEST DURATION`: go on with it, in the second half of its time\n"
            "`/aws-access SERVICE ENVIRONMENT DURATION at 22:00`: start later"
        ),
        (
            "`/aws-access 一覧`: 自分の申請\n"
            "`/aws-access 状態 申請ID`: 1件の申請\n"
            "`/aws-access 取消 申請ID [-- 理由]`: すぐに終了する、または承認待ちの申請を取り下げる\n"
            "`/aws-access 延長 申請ID 期間`: 期間の後半に延長する\n"
            "`/aws-access サービス 環境 期間 22:00から`: 後で開始する"
        ),
    ),
    "help-others": (
        (
            "*In an emergency*: `/aws-access break-glass SERVICE ENVIRONMENT DURATION -- REASON` is granted at once, "
            "told to everybody concerned, and reviewed: `/aws-access review REQUEST -- FINDING`\n"
            "*To stop somebody or something*: `/aws-access lock person|role|environment|everything [NAME] -- REASON`, "
            "`unlock`, `locks`"
        ),
        (
            "*緊急時*: `/aws-access 緊急 サービス 環境 期間 -- 理由` はすぐに付与され、関係者に通知され、"
            "後でレビューされます: `/aws-access レビュー 申請ID -- 結果`\n"
            "*停止する*: `/aws-access ロック 人|ロール|環境|すべて [名前] -- 理由` , `ロック解除` , `ロック一覧`"
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
    "answer-approved-later": (
        ":alarm_clock: Request {request} is approved and starts at {starts_at}; the rules are asked once more then.",
        ":alarm_clock: 申請 {request} は承認済みです。 {starts_at} に開始します(その時に再度ルールを確認します)。",
    ),
    "answer-voted": (
        "Your word on request {request} is noted; it does not decide alone.",
        "申請 {request} への判断を記録しました。まだ確定していません。",
    ),
    "answer-reviewed": ("The review of {request} is closed.", "申請 {request} のレビューを完了しました。"),
    "answer-locked": (
        ":lock: Locked: {what}. What is active is being ended, and nothing new starts until it is unlocked.",
        ":lock: ロックしました: {what}。有効なアクセスを終了しています。解除するまで新しいアクセスは始まりません。",
    ),
    "answer-locked-before": (
        ":lock: {who} has locked it already, at {at}: {what}.",
        ":lock: {who} が {at} にロック済みです: {what}",
    ),
    "answer-unlocked": (
        ":unlock: Unlocked: {what}. What was ended stays ended and has to be asked for again.",
        ":unlock: ロックを解除しました: {what}。終了したアクセスは戻りません。もう一度申請してください。",
    ),
    "lock-person": ("person", "人"),
    "lock-role": ("team role", "チームロール"),
    "lock-environment": ("environment", "環境"),
    "lock-everything": ("everything", "すべて"),
    "locks-title": ("*Locked*", "*ロック中*"),
    "locks-line": (":lock: {what}, by {who} at {at}: {why}", ":lock: {what} {who} が {at} にロック: {why}"),
    "locks-empty": ("Nothing is locked.", "ロックされているものはありません。"),
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
    "modal-title-policy": ("A policy of your own", "独自ポリシー"),
    "modal-submit-policy": ("Ask", "申請する"),
    "modal-label-policy": ("IAM policy, as JSON", "IAM ポリシー (JSON)"),
    "modal-about-policy": (
        "Asked for as {command}. At most 3,000 characters here; send longer ones through the API or the command line.",
        "{command} として申請します。ここでは3,000文字まで。長いものは API かコマンドラインで送ってください。",
    ),
    "modal-title-deny": ("Deny", "却下"),
    "modal-submit-deny": ("Deny", "却下する"),
    "modal-label-deny": ("Why? The requester will read it.", "理由(申請者に伝わります)"),
    "modal-about-deny": ("Request {request}", "申請 {request}"),
    "modal-title-review": ("Review", "レビュー"),
    "modal-submit-review": ("Close the review", "レビューを完了"),
    "modal-label-review": ("What did you find?", "確認した結果"),
    "modal-about-review": ("Break-glass {request}", "緊急アクセス {request}"),
    "modal-title-narrow": ("Change and approve", "変更して承認"),
    "modal-submit-narrow": ("Approve", "承認する"),
    "modal-about-narrow": (
        (
            "Request {request}: shorter or smaller, never longer or larger. What stays empty stays as it is. "
            "Earlier approvals do not count for what is changed."
        ),
        (
            "申請 {request} を短く、または狭くできます(広げることはできません)。空欄はそのままです。"
            "変更前の承認は無効になります。"
        ),
    ),
    "modal-label-duration": ("Duration", "期間"),
    "modal-label-service": ("Service and levels", "サービスとレベル"),
    "modal-label-resource": ("Resources, with spaces between", "リソース(空白区切り)"),
    "modal-placeholder-duration": ("1h", "1時間"),
    "modal-placeholder-service": ("dynamodb:read", "dynamodb:read"),
    "modal-placeholder-resource": ("table/orders", "table/orders"),
    "modal-close": ("Back", "戻る"),
    "modal-empty": ("Please say why.", "内容を入力してください。"),
    "modal-nothing": ("Fill in at least one.", "少なくとも1つ入力してください。"),
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
