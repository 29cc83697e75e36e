"""What the command line says where it cannot go on: English and Japanese side by side."""

PROBLEMS: dict[str, tuple[str, str]] = {
    # Configuration and credentials
    "not-configured": (
        (
            "The address of the API is not known. Run `aws-access configure`, or set AWS_ACCESS_API_URL ({path} has "
            "none)."
        ),
        (
            "API の URL がわかりません。`aws-access configure` を実行するか、AWS_ACCESS_API_URL "
            "を設定してください({path} にはありません)。"
        ),
    ),
    "config-unreadable": ("{path} cannot be read: {problem}", "{path} を読めません: {problem}"),
    "config-unknown": (
        "{path}: there is no setting `{name}`; there are {known}.",
        "{path}: 設定 `{name}` はありません。使えるもの: {known}",
    ),
    "policy-file-too-large": (
        "{path} has more than {limit} bytes, which no policy has.",
        "{path} は {limit} バイトを超えています。ポリシーとしては大きすぎます。",
    ),
    "policy-or-error": (
        "Write either --policy or --from-error.",
        "--policy と --from-error は同時に使えません。",
    ),
    "file-unwritable": ("{path} cannot be written: {problem}", "{path} に書き込めません: {problem}"),
    "file-unreadable": ("{path} cannot be read: {problem}", "{path} を読めません: {problem}"),
    "invalid-api-url": (
        "`{url}` is no address of an API: it has to begin with https:// (http:// only on this machine).",
        (
            "`{url}` は API の URL ではありません。https:// で始まる URL を指定してください(http:// "
            "はこのマシンに限ります)。"
        ),
    ),
    "no-credentials": (
        (
            "No AWS credentials were found. Sign in as AWS's own tools do (`aws configure`), or name a profile: "
            "--profile."
        ),
        "AWS の認証情報が見つかりません。`aws configure` で設定するか、--profile でプロファイルを指定してください。",
    ),
    "no-credentials-because": (
        "No AWS credentials could be had: {problem}",
        "AWS の認証情報を取得できません: {problem}",
    ),
    "no-profile": (
        "There is no AWS profile `{profile}`; `aws configure list-profiles` lists those that there are.",
        "AWS プロファイル `{profile}` はありません。`aws configure list-profiles` で一覧できます。",
    ),
    "interrupted": ("Interrupted.", "中断しました。"),
    "no-region": (
        "The region is not known: name it with --region, or in `aws-access configure`.",
        "リージョンがわかりません。--region か `aws-access configure` で指定してください。",
    ),
    "expired-credentials": (
        "Your AWS credentials have expired: sign in again.",
        "AWS の認証情報の期限が切れています。もう一度サインインしてください。",
    ),
    "wrong-credentials": (
        "AWS does not know these credentials: look at the access key, and at which profile is used.",
        "AWS がこの認証情報を認識しません。アクセスキーと、使っているプロファイルを確認してください。",
    ),
    "wrong-signature": (
        "AWS finds the signature wrong: look at the secret access key, and at the region.",
        "署名が正しくないとされました。シークレットアクセスキーとリージョンを確認してください。",
    ),
    "wrong-clock": (
        "The clock of this machine is wrong (by about {seconds} s), so AWS refuses what it signs: set the clock.",
        "このマシンの時計がずれている(約 {seconds} 秒)ため、AWS が署名を受け付けません。時計を合わせてください。",
    ),
    "not-an-iam-user": (
        "These credentials are not of an IAM user of the jump account but of {arn}: name another profile.",
        (
            "この認証情報は踏み台アカウントの IAM ユーザーのものではありません({arn})。"
            "別のプロファイルを指定してください。"
        ),
    ),
    "credentials-loop": (
        (
            "The credentials for {request} would need themselves: name the profile of your own credentials with "
            "--profile."
        ),
        (
            "{request} の認証情報の取得に、その認証情報自身が必要になっています。--profile "
            "で自分の認証情報のプロファイルを指定してください。"
        ),
    ),
    "aws-refuses": ("AWS refuses {operation}: {problem}", "AWS が {operation} を拒否しました: {problem}"),
    # The API
    "refused": ("Refused.", "拒否されました。"),
    "refused-because": ("{problem}", "{problem}"),
    "no-network": ("{place} cannot be reached: {problem}", "{place} に接続できません: {problem}"),
    "api-slow": (
        "{url} did not answer in time; try again.",
        "{url} が時間内に応答しませんでした。もう一度お試しください。",
    ),
    "api-slow-unsure": (
        "{url} did not answer in time. Whether it was done is not known: look with `aws-access status` or `list`.",
        (
            "{url} が時間内に応答しませんでした。実行されたかどうかは不明です。`aws-access status` か `list` "
            "で確認してください。"
        ),
    ),
    "not-our-api": (
        (
            "{url} did not answer as the API of aws-access does (HTTP {status}, {kind}): look at the address, or at "
            "a proxy or a sign-in page in between."
        ),
        (
            "{url} の応答は aws-access の API のものではありません(HTTP {status}、{kind})。URL、プロキシ、"
            "サインインページを確認してください。"
        ),
    ),
    "not-expected": (
        "{url} did not answer as expected (HTTP {status}, {kind}).",
        "{url} の応答が想定と異なります(HTTP {status}、{kind})。",
    ),
    "may-not-call": (
        (
            "You may not call the API: an operator has to give your IAM user the policy of the stack's output "
            "ApiCallerPolicyArn."
        ),
        (
            "API を呼び出す権限がありません。スタックの出力 ApiCallerPolicyArn のポリシーを IAM "
            "ユーザーに付けるよう、管理者に依頼してください。"
        ),
    ),
    "no-such-api": (
        "{url} is no address of the API ({message}): it should be the stack's output ApiUrl, stage included.",
        "{url} は API の URL ではありません({message})。スタックの出力 ApiUrl(ステージまで)を指定してください。",
    ),
    "gateway-forbids": (
        (
            "API Gateway refuses the call before aws-access sees it ({message}): look at the address, and at "
            "policies of the API and the network."
        ),
        (
            "aws-access に届く前に API Gateway が拒否しました({message})。URL と、API "
            "やネットワークのポリシーを確認してください。"
        ),
    ),
    "gateway-says": ("{url} says, with HTTP {status}: {message}", "{url} の応答 (HTTP {status}): {message}"),
    "throttled": (
        "Too many calls at the moment ({message}); try again shortly.",
        "呼び出しが多すぎます({message})。少し待ってからお試しください。",
    ),
    "api-failed": (
        "The API failed ({message}); try again, and tell the operators if it stays so.",
        "API でエラーが起きました({message})。もう一度試し、続くようなら管理者に連絡してください。",
    ),
    # Errors of AWS
    "error-unknown": (
        (
            "No message of AWS that says which action it denies was found on standard input. It looks like: User: … "
            "is not authorized to perform: dynamodb:Query on resource: …"
        ),
        (
            "拒否された操作を示す AWS のメッセージが標準入力に見つかりません。例: User: … is not authorized to "
            "perform: dynamodb:Query on resource: …"
        ),
    ),
    "error-too-long": (
        "Standard input has more than {limit} bytes. Pass on the part with AWS's messages, for example through `grep`.",
        "標準入力が {limit} バイトを超えています。`grep` などで AWS のメッセージの部分だけを渡してください。",
    ),
    "error-too-many": (
        "AWS denied {count} different things there, and {limit} are the most that are read: ask for them by service.",
        "拒否された操作が {count} 件あります(上限 {limit} 件)。サービスを指定して申請してください。",
    ),
    "error-encoded": (
        (
            "The message is encoded. Whoever may, decodes it with `aws sts decode-authorization-message "
            "--encoded-message …`; ask for the action that it names."
        ),
        (
            "メッセージがエンコードされています。権限のある人が `aws sts decode-authorization-message "
            "--encoded-message …` で復号し、そこに書かれた操作を申請してください。"
        ),
    ),
    "error-elsewhere": (
        "{action} is denied by something that no request changes ({by}): ask the operators.",
        "{action} は申請では変えられないもの({by})で拒否されています。管理者に相談してください。",
    ),
    "error-never": (
        "{action} is never granted: it is about who may do what, or about getting in.",
        "{action} は決して付与されません(権限やサインインに関わるため)。",
    ),
    "error-no-account": (
        "The message is of account {account}, which is no environment. Name one of: {known}.",
        "メッセージのアカウント {account} に対応する環境がありません。環境を指定してください: {known}",
    ),
    "error-no-environment": (
        "There is no environment `{given}`. There are: {known}.",
        "環境 `{given}` はありません。使えるもの: {known}",
    ),
    "error-no-rule": (
        "No rule lets you ask for {action} in {environment}.",
        "{environment} で {action} を申請できるルールはありません。",
    ),
    "error-other-place": (
        "{resource} is not where this environment's resources are ({template}).",
        "{resource} はこの環境のリソース({template})ではありません。",
    ),
}
