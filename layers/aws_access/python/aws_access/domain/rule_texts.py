"""What the rules say of a request."""

RULE_REASONS: dict[str, tuple[str, str]] = {
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
    "break-glass-starts-now": (
        "A break-glass starts at once: leave the start out, or ask for approval of access that starts later.",
        "緊急アクセスはすぐに始まります。開始時刻を外すか、後で始まるアクセスとして承認を申請してください。",
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
}
