"""What is said of a team role or a session role that cannot take a grant."""

ROLE_REASONS: dict[str, tuple[str, str]] = {
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
    "not-looked-at": (
        "There was no time left to look at the role {role}: ask for the roles of its environment alone.",
        "時間内にロール {role} を調べられませんでした。その環境だけを指定してください。",
    ),
    "trust-not-brokers": (
        "The session role's trust policy must let in {broker} and nobody else. Replace its statements by: {statement}",
        "セッション用ロールの信頼ポリシーで許可できるのは {broker} だけです。次に置き換えてください: {statement}",
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
}
