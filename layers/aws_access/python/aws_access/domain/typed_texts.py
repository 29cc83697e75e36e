"""What is said of what was typed or sent, and of who did it."""

TYPED_REASONS: dict[str, tuple[str, str]] = {
    # What was typed or sent
    "incomplete-command": (
        "A request needs a service, an environment and a duration.",
        "サービス、環境、期間の3つを指定してください。",
    ),
    "invalid-service": ("`{service}` is not a service.", "`{service}` はサービス名として読めません。"),
    "invalid-duration": (
        "`{duration}` is not a duration; write for example `4h`, `30m` or `1h30m`.",
        "`{duration}` は期間として読めません。`4h`、`30m`、`4時間` のように書いてください。",
    ),
    "invalid-resource": (
        "`{resource}` is not a resource; write its name, such as `orders`, with at most one `*`, at its end.",
        "`{resource}` はリソースとして読めません。`orders` のような名前を書いてください(`*` は末尾に1つだけ使えます)。",
    ),
    "condition-twice": (
        "There are two conditions `{operator}` on `{key}` in one statement; write one, with all of its values.",
        "1つのステートメントに `{operator}` の `{key}` の条件が2つあります。値をまとめて1つにしてください。",
    ),
    "condition-is-ours": (
        "A condition on `{key}` is not yours to set: grants name their person and their end by it.",
        "`{key}` の条件は指定できません。許可の対象者と期限を定めるために使われます。",
    ),
    "too-many-resources": (
        "{count} resources are too many for one request; at most {limit}.",
        "1件の申請で指定できるリソースは {limit} 個までです({count} 個指定されています)。",
    ),
    "invalid-identifier": ("`{value}` is not a valid {kind}.", "`{value}` は正しい {kind} ではありません。"),
    "needs-reason": (
        "`{verb}` needs words after ` -- `, so that others know why.",
        "`{verb}` では ` -- ` の後に内容を書いてください(他の人に伝わります)。",
    ),
    "needs-duration": (
        "`extend` needs a duration after the request's id, such as `2h`.",
        "`extend` には申請IDの後に `2h` のような期間が必要です。",
    ),
    "invalid-start": (
        "`{start}` is not a start; write for example `at 22:00`, `at tomorrow 9:00` or `at 2026-12-01 22:00`.",
        "`{start}` は開始時刻として読めません。 `22:00から`、 `明日9:00から` のように書いてください。",
    ),
    "invalid-lock": (
        "Write what to lock: `person dev1`, `role verify/Dev`, `environment verify` or `everything`.",
        "ロックする対象を `人 dev1`、 `ロール verify/Dev`、 `環境 verify`、 `すべて` のように書いてください。",
    ),
    "unexpected-word": (
        "`{word}` is one word too many. A reason goes after ` -- `; several resources look like `table/orders`.",
        "`{word}` が余分です。理由は ` -- ` の後に書いてください。リソースが複数なら `table/orders` のように書きます。",
    ),
    "needs-request-id": (
        "`{verb}` needs the id of a request, such as `r-0123456789ab`; `list` shows yours.",
        "`{verb}` には `r-0123456789ab` のような申請IDが必要です。`list` で確認できます。",
    ),
    "too-long": (
        "The {what} has {length} characters; at most {limit} are allowed.",
        "{what} が {length} 文字あります。{limit} 文字以内にしてください。",
    ),
    "invalid-field": ("`{field}`: {problem}.", "`{field}`: {problem}"),
    "invalid-cursor": ("The cursor is not one of ours; start again without it.", "カーソルが正しくありません。"),
    "no-such-path": ("There is no `{method} {path}` here.", "`{method} {path}` はありません。"),
    "idempotency-key-reused": (
        "This idempotency key was used for another request, {request}.",
        "この冪等キーは別の申請 {request} で使われています。",
    ),
    # Who
    "not-a-person": (
        "Slack user {slack_id} is not in the rules; ask the operators to add you.",
        "Slack ユーザー {slack_id} はルールに登録されていません。管理者に追加を依頼してください。",
    ),
    "unknown-caller": (
        "`{caller}` is not an IAM user whom the rules know.",
        "`{caller}` はルールに登録された IAM ユーザーではありません。",
    ),
    "unknown-person": ("The rules no longer know {person}.", "{person} はルールに登録されていません。"),
    "not-a-member": (
        "Only full, active members of this Slack workspace can use this: no guests, bots or outsiders.",
        "このワークスペースの正規メンバーだけが使えます(ゲスト、ボット、外部の方は使えません)。",
    ),
}
