"""What each reason says, in English and in Japanese. The codes are stored and sent to programs: a contract."""

from aws_access.domain.policy_texts import POLICY_REASONS

REASONS: dict[str, tuple[str, str]] = {
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
    # What the rules say
    "unknown-service": (
        "There is no service `{given}`. There are: {known}.",
        "サービス `{given}` はありません。使えるもの: {known}",
    ),
    "unknown-service-near": (
        "There is no service `{given}`. Did you mean `{nearest}`?",
        "サービス `{given}` はありません。`{nearest}` のことですか?",
    ),
    "unknown-environment": (
        "There is no environment `{given}`. There are: {known}.",
        "環境 `{given}` はありません。使えるもの: {known}",
    ),
    "unknown-environment-near": (
        "There is no environment `{given}`. Did you mean `{nearest}`?",
        "環境 `{given}` はありません。`{nearest}` のことですか?",
    ),
    "unknown-level": (
        "`{service}` has no level `{level}`. Did you mean `{service}:{nearest}`?",
        "`{service}` に `{level}` というレベルはありません。`{service}:{nearest}` のことですか?",
    ),
    "missing-level": (
        "`{service}` has nothing of the level `{level}`; it has {known}.",
        "`{service}` に `{level}` レベルの操作はありません。あるもの: {known}",
    ),
    "resource-of-no-use": (
        "Nothing of what is asked for of `{service}` is done to {resources}. It is done to: {types}.",
        "`{service}` で申請された操作は {resources} を対象にしません。対象になるもの: {types}",
    ),
    "unknown-resource-near": (
        "`{service}` knows no resource `{given}`. Did you mean `{nearest}`?",
        "`{service}` に `{given}` というリソースはありません。`{nearest}` のことですか?",
    ),
    "unknown-resource": (
        "`{service}` knows no resource `{given}`. It would be one of: {choices}.",
        "`{service}` に `{given}` というリソースはありません。候補: {choices}",
    ),
    "resource-ambiguous": (
        "`{given}` may be more than one kind of resource of `{service}`. Write one of: {choices}.",
        "`{given}` は `{service}` の複数の種類のリソースに当てはまります。次のいずれかで書いてください: {choices}",
    ),
    "arn-elsewhere": (
        "`{arn}`: the {what} is {given}, and here it is {expected}.",
        "`{arn}`: {what} が {given} ですが、ここでは {expected} です。",
    ),
    "wildcard-forbidden": (
        "`{resource}`: in {environment} resources are asked for by their whole names, without `*`.",
        "`{resource}`: {environment} ではリソースの名前をすべて書く必要があります(`*` は使えません)。",
    ),
    "needs-resource": (
        "In {environment} resources have to be named; write those of `{service}` that you need after the duration.",
        "{environment} ではリソースの指定が必要です。必要な `{service}` のリソースを期間の後に書いてください。",
    ),
    "no-resource": (
        "`{service}` cannot be narrowed to a resource.",
        "`{service}` ではリソースを指定できません。",
    ),
    "too-short-duration": (
        "{duration} is too short; the shortest is {shortest}.",
        "{duration} は短すぎます。最短は {shortest} です。",
    ),
    "too-long-duration": (
        "{duration} is too long; the rule `{rule}` allows at most {longest}.",
        "{duration} は長すぎます。ルール `{rule}` では最長 {longest} です。",
    ),
    "never-granted": (
        "`{action}` is never granted: it could give access on, or hide it.",
        "`{action}` は決して付与されません(権限の譲渡や隠蔽ができるため)。",
    ),
    "beyond-ceiling": (
        "`{action}` is beyond the ceiling of {environment}.",
        "`{action}` は {environment} の上限を超えています。",
    ),
    "no-team-role": (
        "None of the teams of {person} has a team role in {environment}.",
        "{person} のチームには {environment} のチームロールがありません。",
    ),
    "no-rule": (
        "No rule lets {person} ask for `{service}` in {environment}.",
        "{person} が {environment} で `{service}` を申請できるルールはありません。",
    ),
    "no-approver": (
        "Nobody could decide: the rule `{rule}` leaves no approver other than the requester.",
        "判断できる人がいません。ルール `{rule}` では申請者以外に承認者がいません。",
    ),
    "no-break-glass-rule": (
        "No rule lets {person} break the glass for `{service}` in {environment}.",
        "{person} が {environment} で `{service}` を緊急アクセスできるルールはありません。",
    ),
    "denied-by-rule": (
        "The rule `{rule}` denies this in {environment}.",
        "ルール `{rule}` により {environment} では許可されません。",
    ),
    "outside-hours": (
        "The rule `{rule}` holds at other hours ({zone}); all of the access has to lie in them.",
        "ルール `{rule}` の時間帯({zone})の外です。アクセス全体が時間帯に収まる必要があります。",
    ),
    "not-in-group": (
        "The rule `{rule}` is for whoever is in `{group}` now; {person} is not.",
        "ルール `{rule}` は現在 `{group}` のメンバーだけが使えます。{person} は含まれていません。",
    ),
    "group-unreadable": (
        "Who is in `{group}` cannot be read at the moment, and the rule `{rule}` depends on it; try again shortly.",
        "`{group}` のメンバーを確認できません(ルール `{rule}`)。少し待ってからもう一度お試しください。",
    ),
    "reason-too-short": (
        "The rule `{rule}` wants a reason of at least {least} characters after ` -- `; this one has {length}.",
        "ルール `{rule}` では ` -- ` の後に {least} 文字以上の理由が必要です(現在 {length} 文字)。",
    ),
    "reason-not-as-required": (
        "The rule `{rule}` wants a reason of the form `{pattern}` after ` -- `.",
        "ルール `{rule}` では ` -- ` の後に `{pattern}` の形の理由が必要です。",
    ),
    "ticket-missing": (
        "The rule `{rule}` wants a ticket of the form `{pattern}` in the reason after ` -- `.",
        "ルール `{rule}` では ` -- ` の後の理由に `{pattern}` の形のチケット番号が必要です。",
    ),
    "too-many-active": (
        "The rule `{rule}` allows at most {limit} active grants; you have {active}.",
        "ルール `{rule}` では同時に有効な付与は {limit} 件までです(現在 {active} 件)。",
    ),
    "time-twice": (
        "{time} comes twice in {zone}, because the clocks change; write `{one}` or `{other}`.",
        "{time} は {zone} では時刻変更のため2回あります。 `{one}` または `{other}` と書いてください。",
    ),
    "time-never": (
        "{time} does not exist in {zone}, because the clocks change; write `{one}` or `{other}`.",
        "{time} は {zone} では時刻変更のため存在しません。 `{one}` または `{other}` と書いてください。",
    ),
    "starts-too-late": (
        "A start may be at most {furthest} away.",
        "開始は {furthest} 以内でなければなりません。",
    ),
    "starts-in-the-past": ("{start} is in the past.", "{start} は過去の時刻です。"),
    "extend-not-active": (
        "Only active access can be extended; request {request} is {status}.",
        "延長できるのは有効なアクセスだけです。申請 {request} は {status} です。",
    ),
    "extend-too-early": (
        "Request {request} can be extended in the second half of its time: in {minutes} minutes.",
        "申請 {request} を延長できるのは期間の後半です(あと {minutes} 分)。",
    ),
    "extend-not-allowed": (
        "The rule `{rule}` allows no extension.",
        "ルール `{rule}` では延長できません。",
    ),
    "extended-too-often": (
        "The rule `{rule}` allows {times} extensions, and there were as many.",
        "ルール `{rule}` で許される延長 {times} 回をすべて使いました。",
    ),
    "locked-person": (
        "Locked (person {name}) by {person}: {why}",
        "{person} がロックしています(ユーザー {name}): {why}",
    ),
    "locked-role": (
        "Locked (role {name}) by {person}: {why}",
        "{person} がロックしています(ロール {name}): {why}",
    ),
    "locked-environment": (
        "Locked (environment {name}) by {person}: {why}",
        "{person} がロックしています(環境 {name}): {why}",
    ),
    "locked-everything": (
        "Locked (everything) by {person}: {why}",
        "{person} がすべてをロックしています: {why}",
    ),
    "lock-changed-since": (
        "{person} has locked or unlocked this after you said so; nothing was changed. Repeat it if you still want it.",
        "その後 {person} がロックまたは解除したため、何も変更していません。必要であればもう一度実行してください。",
    ),
    "left-team": (
        "{person} is no longer in the team of the role {role}.",
        "{person} はロール {role} のチームのメンバーではなくなりました。",
    ),
    "forms-conflict": (
        "The rules do not agree on the form of this access ({rules}); the operators have to look at them.",
        "このアクセスの形式についてルールが矛盾しています({rules})。管理者に確認してください。",
    ),
    "form-not-allowed": (
        "The rules do not give this as a `{form}` any more, but as a `{allowed}`; it has to be asked for again.",
        "ルールの変更により `{form}` ではなく `{allowed}` として付与されます。もう一度申請してください。",
    ),
    "no-session-role": (
        "The team {team} has no session role in {environment}; the operators have to add it to `session_roles`.",
        "{environment} にチーム {team} のセッション用ロールがありません。管理者が `session_roles` に追加します。",
    ),
    "credentials-not-yours": (
        "Request {request} is somebody else's; only the IAM user who asked for it gets credentials.",
        "申請 {request} は他の人のものです。認証情報を受け取れるのは申請した IAM ユーザーだけです。",
    ),
    "not-a-session-grant": (
        "Request {request} is on the team role: switch to that role as always. It has no credentials of its own.",
        "申請 {request} はチームロールに付与されます。いつもどおりロールを切り替えてください。",
    ),
    "session-not-active": (
        "Request {request} has no credentials: it is {status}, or its time is over.",
        "申請 {request} の認証情報はありません(状態: {status}、または終了時刻を過ぎています)。",
    ),
    "extend-not-yours": (
        "Request {request} is somebody else's; only the requester extends it.",
        "申請 {request} は他の人のものです。延長できるのは申請者だけです。",
    ),
    "extension-waits": (
        "An extension waits for approval already: {request}.",
        "延長の申請 {request} がすでに承認待ちです。",
    ),
    "may-not-review": (
        "{person} may not review request {request}: the requester never, and else only whom the rule names.",
        "{person} は申請 {request} をレビューできません(申請者本人、またはルールで指定されていない方です)。",
    ),
    "may-not-lock": (
        "{person} may neither lock nor unlock; the rules name who may.",
        "{person} はロックもロック解除もできません(ルールで指定された人だけが行えます)。",
    ),
    "not-locked": (
        "`{what}` is not locked; `locks` shows what is.",
        "`{what}` はロックされていません。`ロック一覧` で確認できます。",
    ),
    "unknown-role": (
        "There is no team role `{given}`. There are: {known}.",
        "チームロール `{given}` はありません。あるもの: {known}",
    ),
    # Deciding
    "not-your-turn": (
        "An approval by {person} would not count now: the stage before is still open, or their seat is taken.",
        "{person} の承認は今は数えられません(前の段階が未完了か、必要な人数に達しています)。",
    ),
    "not-narrower": (
        "An approver may make a request shorter or smaller, never longer or larger.",
        "承認者は申請を短く、または狭くすることだけができます。",
    ),
    "no-review": ("Request {request} needs no review.", "申請 {request} にレビューは不要です。"),
    "already-reviewed": (
        "Request {request} was reviewed by {person}.",
        "申請 {request} は {person} がレビュー済みです。",
    ),
    "request-unknown": ("There is no request `{request}`.", "申請 `{request}` はありません。"),
    "self-approval": (
        "Nobody decides on their own request.",
        "自分の申請を自分で判断することはできません。",
    ),
    "not-approver": (
        "{person} is not an approver for this request.",
        "{person} はこの申請の承認者ではありません。",
    ),
    "payload-changed": (
        "What you approved is not what this request is for; look at the request again.",
        "承認された内容が申請の内容と一致しません。申請をもう一度確認してください。",
    ),
    "meaning-changed": (
        "The rules have changed what this request means; it has to be asked for again.",
        "ルールの変更により申請の内容が変わりました。もう一度申請してください。",
    ),
    "too-many-open": (
        "{person} has {open} requests that are not over; at most {limit} are allowed at once.",
        "{person} の未終了の申請が {open} 件あります。同時に {limit} 件までです。",
    ),
    "already-decided": ("Request {request} is {status} already.", "申請 {request} はすでに {status} です。"),
    "already-ended": ("Request {request} has ended: {status}.", "申請 {request} は終了しています: {status}"),
    "already-revoking": (
        "Request {request} is being revoked by {person}.",
        "申請 {request} は {person} が取り消し中です。",
    ),
    "has-lapsed": (
        "Nobody decided on request {request} in time.",
        "申請 {request} は期限内に判断されませんでした。",
    ),
    "may-not-revoke": (
        "Only the requester and the approvers of {environment} may end this request.",
        "この申請を終了できるのは申請者と {environment} の承認者だけです。",
    ),
    "concurrent-change": (
        "Somebody else changed this at the same moment; try again.",
        "同時に別の変更がありました。もう一度お試しください。",
    ),
    # The team role
    "role-missing": ("The role {role} does not exist.", "ロール {role} が存在しません。"),
    "trust-not-pinned": (
        "The role's trust policy lets others open sessions named {person}. Replace its open statements by: {statement}",
        "ロールの信頼ポリシーでは他の人が {person} を名乗れます。次のステートメントに置き換えてください: {statement}",
    ),
    "trust-lets-nobody-in": (
        "The role's trust policy does not let {person} in under their own name. Add: {statement}",
        "ロールの信頼ポリシーでは {person} が自分の名前で切り替えられません。次を追加してください: {statement}",
    ),
    "role-not-tagged": (
        "The role {role} is not handed over to us: it lacks the tag {key} = {value}.",
        "ロール {role} にタグ {key} = {value} がありません。",
    ),
    "role-without-boundary": (
        "The role {role} lacks the permissions boundary {boundary}.",
        "ロール {role} に許可の境界 {boundary} がありません。",
    ),
    "role-in-jump-account": (
        "The role {role} is in the jump account, where nothing is granted.",
        "ロール {role} はジャンプアカウントにあるため、付与できません。",
    ),
    "policy-name-taken": (
        "The role {role} has an inline policy `{policy}` that is not ours; rename it.",
        "ロール {role} に別の `{policy}` というインラインポリシーがあります。名前を変更してください。",
    ),
    "role-full": (
        "There is no room on the role {role}: its policies would take {needed} of {limit} characters.",
        "ロール {role} に空きがありません(ポリシーが {limit} 文字中 {needed} 文字になります)。",
    ),
    "room-taken": (
        "Policies of others take {others}, what is granted {ours}, what waits {reserved}; most of it is for: {most}.",
        "内訳: 他のポリシー {others} 文字、付与済み {ours} 文字、待機中 {reserved} 文字。主な利用者: {most}",
    ),
    "room-returns": (
        "There will be room from {at} on, unless others ask first.",
        "他の申請がなければ、{at} 以降に空きができます。",
    ),
    "too-many-attached": (
        "The role {role} has as many managed policies attached as IAM allows.",
        "ロール {role} にアタッチできる管理ポリシーの数が上限に達しています。",
    ),
    "managed-name-taken": (
        "Account {account} has a managed policy `{policy}` that is not ours; rename it.",
        "アカウント {account} に別の `{policy}` という管理ポリシーがあります。名前を変更してください。",
    ),
    "not-proven": (
        "What would be written on the role {role} could not be proven to be what was approved, and was not: {problem}.",
        "ロール {role} への変更が承認内容どおりであると証明できないため、何も書き込みません: {problem}",
    ),
    "session-role-full": (
        "There is no room to end every session grant of {role} early ({needed} of {limit} characters); try later.",
        "ロール {role} にセッションを増やす空きがありません({limit} 文字中 {needed} 文字)。後で試してください。",
    ),
    "session-policy-too-long": (
        "The session's policy would have {size} characters, and AWS takes {limit}: ask for fewer levels or resources.",
        "セッションのポリシーが {size} 文字になります(上限 {limit} 文字)。レベルかリソースを減らしてください。",
    ),
    "session-policy-refused": (
        "The session's policy would be too large for AWS ({problem}): ask for fewer levels or resources.",
        "このセッションのポリシーは AWS の上限を超えます({problem})。レベルかリソースを減らしてください。",
    ),
    "trust-not-brokers": (
        "The session role's trust policy must let in {broker} and nobody else. Replace its statements by: {statement}",
        "セッション用ロールの信頼ポリシーで許可できるのは {broker} だけです。次に置き換えてください: {statement}",
    ),
    "not-looked-at": (
        "There was no time left to look at the role {role}: ask for the roles of its environment alone.",
        "時間内にロール {role} を調べられませんでした。その環境だけを指定してください。",
    ),
    "policy-rejected": (
        "IAM does not take the policy on the role {role}: {problem}",
        "IAM がロール {role} のポリシーを受け付けません: {problem}",
    ),
    "target-refused": (
        "Account {account} does not let us in ({operation}); its operators have to look at aws-access there.",
        "アカウント {account} へのアクセスが拒否されました({operation})。管理者に確認してください。",
    ),
    "not-attached-in-time": (
        "It could not be attached before its end.",
        "終了時刻までに付与できませんでした。",
    ),
    "not-approved": ("Request {request} was never approved.", "申請 {request} は承認されていません。"),
    # Others
    "unavailable": (
        "{service} does not answer at the moment; try again shortly.",
        "{service} が応答していません。少し待ってからもう一度お試しください。",
    ),
    "invalid-rules": ("{place}: {problem}", "{place}: {problem}"),
    **POLICY_REASONS,
}
