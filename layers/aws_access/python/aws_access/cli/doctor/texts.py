"""What `doctor` says, English and Japanese side by side: each finding, and under `…-do` what to do about it."""

FINDINGS: dict[str, tuple[str, str]] = {
    "could-not-look": (
        "This was not looked at. Put right what it says, and run doctor again.",
        "これは調べられませんでした。表示された問題を解決して、もう一度 doctor を実行してください。",
    ),
    "summary": (
        "{wrong} wrong, {unknown} not looked at, {fine} fine",
        "問題 {wrong} 件、調べられず {unknown} 件、正常 {fine} 件",
    ),
    # The caller
    "api-fine": ("{url} answers, and knows you as {caller}", "{url} が応答しています(あなたは {caller})"),
    "api-unreachable": ("{problem}", "{problem}"),
    "api-unreachable-do": (
        "Nothing works until this does: `aws-access configure` says where the API is and whose credentials are used.",
        "これが直るまで何も使えません。`aws-access configure` で API の URL と認証情報を設定してください。",
    ),
    "clock-fine": ("within {seconds} s of the API's", "API との差は {seconds} 秒以内です"),
    "clock-off": ("{seconds} s away from the API's", "API の時計と {seconds} 秒ずれています"),
    "clock-off-do": (
        "Set this machine's clock by NTP: AWS refuses what is signed more than five minutes off.",
        "NTP でこのマシンの時計を合わせてください。5分以上ずれると AWS が署名を拒否します。",
    ),
    "clock-unseen": ("the API's answer bore no time", "API の応答に時刻がありません"),
    # Team roles and session roles
    "role-fine": (
        "trust policy, tag, boundary and policies are fine; {used} of {limit} characters of policies are taken",
        "信頼ポリシー、タグ、境界、ポリシーは正常です(ポリシーの {limit} 文字中 {used} 文字を使用)",
    ),
    "room-little": (
        "{used} of {limit} characters of policies are taken, most for {people}; {others} by policies of others",
        "ポリシーの {limit} 文字中 {used} 文字を使用(主な利用者: {people}、他のポリシー {others} 文字)",
    ),
    "room-little-do": (
        "Move inline policies of others into managed ones, end what is not needed, or let rules give sessions.",
        "他のインラインポリシーを管理ポリシーに移すか、不要な許可を終了するか、ルールでセッション形式を使ってください。",
    ),
    "room-little-session-do": (
        "Move inline policies of others off the role: it needs its room to end session grants early.",
        "他のインラインポリシーをこのロールから移してください。セッションを早く終了するための空きが必要です。",
    ),
    "no-roles": ("there is no team role that you may see", "見ることのできるチームロールがありません"),
    "no-roles-do": (
        "Look whether the rules know your teams, and their roles under `environments`.",
        "ルールに自分のチームと、`environments` のチームロールがあるか確認してください。",
    ),
    "do-trust-not-pinned": (
        "Replace the open statement of the trust policy with the one shown. It concerns {people}.",
        "信頼ポリシーの該当ステートメントを、表示されたものに置き換えてください。対象: {people}",
    ),
    "do-trust-lets-nobody-in": (
        "Add the statement shown to the trust policy. It concerns {people}.",
        "表示されたステートメントを信頼ポリシーに追加してください。対象: {people}",
    ),
    "do-role-not-tagged": (
        "aws iam tag-role --role-name {name} --tags Key=aws-access,Value=managed",
        "aws iam tag-role --role-name {name} --tags Key=aws-access,Value=managed",
    ),
    "do-role-without-boundary": (
        (
            "aws iam put-role-permissions-boundary --role-name {name} --permissions-boundary "
            "arn:{partition}:iam::{account}:policy/aws-access-boundary"
        ),
        (
            "aws iam put-role-permissions-boundary --role-name {name} --permissions-boundary "
            "arn:{partition}:iam::{account}:policy/aws-access-boundary"
        ),
    ),
    "do-policy-name-taken": (
        (
            "Look who wrote the inline policy of our name on {name}, keep what it is for under another name, and "
            "delete it."
        ),
        "{name} にある同名のインラインポリシーを誰が作ったか確認し、別の名前に移してから削除してください。",
    ),
    "do-role-in-jump-account": (
        "Name a role of a target account under `environments` in the rules.",
        "ルールの `environments` に対象アカウントのロールを指定してください。",
    ),
    "do-role-missing": (
        "Create {name} in account {account}, or correct its ARN in the rules (path included).",
        "アカウント {account} に {name} を作成するか、ルールの ARN(パスを含む)を直してください。",
    ),
    "do-role-missing-session": (
        "Deploy accounts/session-role.yaml in account {account} for {name}, or correct its ARN in the rules.",
        "{account} に accounts/session-role.yaml で {name} をデプロイするか、ルールの ARN を直してください。",
    ),
    "do-trust-not-brokers": (
        "Replace all of the trust policy of {name} by the statement shown, or deploy accounts/session-role.yaml again.",
        "{name} の信頼ポリシー全体を表示されたものにするか、accounts/session-role.yaml を再デプロイしてください。",
    ),
    "do-target-refused": (
        "Deploy accounts/target-account.yaml in account {account}, with the same ExternalId as in the jump account.",
        (
            "アカウント {account} に accounts/target-account.yaml を、踏み台アカウントと同じ ExternalId "
            "でデプロイしてください。"
        ),
    ),
    "do-not-looked-at": (
        "Try again shortly: roles that were asked for before it took long to answer.",
        "先に調べたロールの応答に時間がかかりました。少し待ってからもう一度実行してください。",
    ),
    "do-unavailable": ("Try again shortly.", "少し待ってからもう一度実行してください。"),
    "do-something": (
        "Put right what it says, then run doctor again.",
        "表示された問題を直して、もう一度実行してください。",
    ),
    "role-differs": ("the policy on the role is not what its ledger says", "ロールのポリシーが台帳と一致しません"),
    "role-differs-do": (
        (
            "Timers put it right within SweepMinutes, with a record. If it comes back, look in CloudTrail who "
            "changes {name}; if it stays, look at the log of reconcile."
        ),
        (
            "timers が SweepMinutes 以内に記録を残して直します。繰り返すなら {name} を変更した人を CloudTrail で、"
            "直らないなら reconcile のログを確認してください。"
        ),
    ),
    # The stack
    "stack-not-named": ("the stack was not looked at", "スタックは調べていません"),
    "stack-not-named-do": (
        "Name it with --stack, with an operator's credentials of the jump account.",
        "踏み台アカウントの管理者の認証情報で --stack を指定してください。",
    ),
    "stack-fine": ("{status}", "{status}"),
    "stack-bad": ("its last deployment ended as {status}", "最後のデプロイの結果: {status}"),
    "stack-bad-do": (
        "Look at the stack's events in CloudFormation, and deploy again.",
        "CloudFormation でスタックのイベントを確認し、もう一度デプロイしてください。",
    ),
    "secret-fine": ("set", "設定済み"),
    "secret-random": (
        "still the random value that it was born with, or no secret of Slack's",
        "作成時のランダムな値のままか、Slack の値ではありません",
    ),
    "secret-random-do": (
        "Put the app's own with `aws secretsmanager put-secret-value --secret-id {arn}`, as in the README, step 5.",
        (
            "README の手順5のとおり、`aws secretsmanager put-secret-value --secret-id {arn}` "
            "でアプリの値を設定してください。"
        ),
    ),
    "secret-spaces": ("has a space or a line break at one of its ends", "前後に空白か改行があります"),
    "slack-fine": (
        "the token is of {team}, as {user}, with every scope",
        "トークンは {team} の {user} で、スコープは揃っています",
    ),
    "slack-refuses": ("Slack refuses the token: {problem}", "Slack がトークンを拒否しました: {problem}"),
    "slack-refuses-do": (
        "Install the app in the workspace, and put its bot token (xoxb-) into the secret.",
        "アプリをワークスペースにインストールし、ボットトークン(xoxb-)をシークレットに設定してください。",
    ),
    "slack-scopes": ("the token lacks {scopes}", "トークンに {scopes} がありません"),
    "slack-scopes-do": (
        "Bring the app in line with config/slack-app-manifest.yaml, and install it again.",
        "アプリを config/slack-app-manifest.yaml に合わせ、もう一度インストールしてください。",
    ),
    "slack-no-scopes": ("Slack did not say which scopes the token has", "Slack の応答にスコープがありません"),
    "schedules-fine": (
        "each of the {count} active requests has its schedule",
        "有効な申請 {count} 件すべてにスケジュールがあります",
    ),
    "schedule-missing": (
        "no schedule wakes its role at its end ({ends})",
        "終了時刻({ends})のスケジュールがありません",
    ),
    "schedule-missing-do": (
        (
            "Access ends at that second all the same, and timers clean up. If there are several, look at the log of "
            "reconcile."
        ),
        "権限はその時刻に必ず終わり、timers が片付けます。複数ある場合は reconcile のログを確認してください。",
    ),
    "schedule-group-missing": ("there is no schedule group {group}", "スケジュールグループ {group} がありません"),
    "schedule-group-missing-do": ("Deploy the stack again.", "スタックをもう一度デプロイしてください。"),
    "queue-fine": ("empty", "空です"),
    "queue-moves": ("{count} waiting, none for long", "{count} 件待機中(滞留なし)"),
    "queue-dead": ("holds {count} dead letters", "デッドレターが {count} 件あります"),
    "queue-dead-do": (
        (
            'Look at the log of its function for why, put that right, and do what the README says under "Alarms" '
            "of {alarm}."
        ),
        "原因を関数のログで確認して直し、README の「Alarms」にある {alarm} の対処を行ってください。",
    ),
    "queue-old": ("its oldest message has waited for {minutes} min", "最も古いメッセージが {minutes} 分待っています"),
    "queue-old-do": (
        "Look whether its function runs, and at the function's log.",
        "関数が動いているか、ログを確認してください。",
    ),
    "rules-fine": (
        "version {version} is published, can be read, and is what the API decides by",
        "バージョン {version} が公開され、API もそれで判断しています",
    ),
    "rules-none": ("nothing was ever published", "ルールが公開されていません"),
    "rules-none-do": (
        "aws-access rules publish rules.yaml --stack {stack}",
        "aws-access rules publish rules.yaml --stack {stack}",
    ),
    "rules-unreadable": ("what is published cannot be read: {problem}", "公開中のルールを読めません: {problem}"),
    "rules-unreadable-do": (
        "The functions go on with the last good version. Publish rules that `aws-access rules check` finds fine.",
        "関数は最後の正しい版で動き続けます。`aws-access rules check` を通るルールを公開してください。",
    ),
    "rules-differ": (
        "{published} is published, and the API decides by {used}",
        "公開されているのは {published} ですが、API は {used} で判断しています",
    ),
    "rules-differ-do": (
        "Functions take new rules within a minute. If it stays so, look at the log of the api function.",
        "関数は1分以内に新しいルールを読みます。変わらない場合は api 関数のログを確認してください。",
    ),
    "function-fine": ("ready, no errors within the hour", "正常。直近1時間のエラーなし"),
    "function-state": ("is {state}", "状態: {state}"),
    "function-state-do": (
        "Look at it in Lambda; deploying the stack again makes it anew.",
        "Lambda で確認してください。スタックを再デプロイすると作り直されます。",
    ),
    "function-errors": ("failed {count} times within the hour", "直近1時間に {count} 回失敗しました"),
    "function-errors-do": (
        "Look at its log /aws/lambda/{name} for `ERROR`.",
        "ログ /aws/lambda/{name} の `ERROR` を確認してください。",
    ),
    "alarms-fine": ("none of {count} is raised", "{count} 件のアラームはいずれも発生していません"),
    "alarm-raised": ("raised: {description}", "発生中: {description}"),
    "alarm-raised-do": (
        'The README says under "Alarms" what to do about {name}.',
        "README の「Alarms」にある {name} の対処を行ってください。",
    ),
}
