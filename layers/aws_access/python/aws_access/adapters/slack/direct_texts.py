"""What is said to people without their asking: to the requester, and in the channel beside the cards."""

DIRECT_TEXTS: dict[str, tuple[str, str]] = {
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
}
