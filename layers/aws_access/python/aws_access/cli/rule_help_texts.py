"""What `aws-access rules … --help` says: English and Japanese side by side."""

RULE_HELP: dict[str, tuple[str, str]] = {
    "rules-check": (
        "Say whether the rules are fine, or everything that is not.",
        "ルールに問題がないか調べ、問題があればすべて示します。",
    ),
    "rules-test": (
        "Decide the cases kept beside the rules, in NAME.test.yaml, and say which come out otherwise.",
        "ルールの隣の NAME.test.yaml にあるケースを判断し、期待と違うものを示します。",
    ),
    "rules-diff": (
        (
            "List the decisions that change from OLD to NEW.\n\nEither may be `published`, with --stack. Exits with 3 "
            "when there are any."
        ),
        (
            "OLD から NEW で変わる判断を一覧します。\n\n--stack があれば、どちらかに `published` と書けます。"
            "変わるものがあれば終了ステータスは 3 です。"
        ),
    ),
    "rules-publish": (
        ("Check and test the rules, show what changes, and put them in force.\n\nNothing is sent when anything fails."),
        "ルールを検査、テストし、変わる判断を表示してから有効にします。\n\n問題があれば何も送りません。",
    ),
    "rules-who-can": (
        (
            "List everybody who may ask for REQUEST, and who could decide.\n\nREQUEST is in the words of the Slack "
            "command, such as 'dynamodb:write production 1h'."
        ),
        (
            "REQUEST を申請できる人と、判断できる人を一覧します。\n\nREQUEST は Slack のコマンドと同じ書き方です"
            "(例: 'dynamodb:write production 1h')。"
        ),
    ),
    "rules-why": (
        "Say what becomes of PERSON asking for REQUEST, with every reason and the rule behind it.",
        "PERSON が REQUEST を申請するとどうなるかを、理由とルールとともに示します。",
    ),
    "rules-diff-stack": (
        "The stack whose published rules `published` stands for.",
        "`published` が指す、公開中のルールがあるスタック。",
    ),
    "rules-publish-stack": (
        "The name of the stack; its outputs say where the rules go.",
        "スタックの名前。ルールの公開先はその出力にあります。",
    ),
    "rules-application": (
        "Instead of --stack, with the three below: the id in AppConfig.",
        "--stack の代わりに、以下の3つとともに指定します: AppConfig の ID。",
    ),
    "rules-environment": ("The same.", "同上。"),
    "rules-profile": ("The same; here it is no AWS profile.", "同上。ここでは AWS プロファイルではありません。"),
    "rules-strategy": ("The same.", "同上。"),
    "rules-at": (
        "A time, such as '2026-11-24 10:00', by the clock of the environment; now if not said.",
        "日時(例: '2026-11-24 10:00'、環境の時計)。省くと現在です。",
    ),
    "rules-iam": (
        "Read the people of IAM, with your AWS credentials.",
        "IAM のユーザーを自分の AWS 認証情報で読みます。",
    ),
    "rules-in-group": ("Who is in a group then; may be repeated.", "そのときグループにいる人(複数指定できます)。"),
    "rules-policy": (
        "They bring the IAM policy document in FILE (- for standard input); REQUEST is then ENVIRONMENT DURATION.",
        "FILE(- は標準入力)の IAM ポリシーを申請するとします。REQUEST は ENVIRONMENT DURATION です。",
    ),
}
