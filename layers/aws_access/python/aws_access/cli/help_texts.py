"""What `--help` says: English and Japanese side by side. The first lines are those of the list of commands."""

from aws_access.cli.rule_help_texts import RULE_HELP

HELP: dict[str, tuple[str, str]] = {
    **RULE_HELP,
    "main": (
        "Just-in-time AWS access on the team role that you already use.",
        "いま使っているチームロールのまま、必要なときだけ AWS の権限を得るためのコマンドです。",
    ),
    "usage": ("Usage:", "使い方:"),
    "options": ("Options", "オプション"),
    "commands": ("Commands", "コマンド"),
    "help": ("Show this message and exit.", "このメッセージを表示します。"),
    "version": ("Show the version and exit.", "バージョンを表示します。"),
    # A call that cannot be read
    "usage-help": ("Try '{command}' for help.", "ヘルプ: {command}"),
    "usage-error": ("Error: {problem}", "エラー: {problem}"),
    "usage-command": ("No such command '{name}'.", "コマンド '{name}' はありません。"),
    "usage-option": ("No such option '{name}'.", "オプション '{name}' はありません。"),
    "usage-near": (" Did you mean {names}?", "もしかして: {names}"),
    "usage-missing": ("{name} is missing.", "{name} を指定してください。"),
    "usage-choice": ("{name} can be {choices}.", "{name} に指定できるのは {choices} です。"),
    "usage-value": ("Invalid value for {name}: {problem}", "{name} の値が正しくありません: {problem}"),
    "usage-other": ("{problem}", "コマンドを解釈できません: {problem}"),
    # Commands
    "configure": (
        (
            "Say where the API is, and whose credentials to use.\n\nWhat options do not say is asked for, on a "
            "terminal. --stack finds the API's address in the stack's outputs."
        ),
        (
            "API の場所と、使う認証情報を設定します。\n\nオプションで指定しないものは端末で尋ねます。--stack "
            "を使うと、スタックの出力から API の URL を見つけます。"
        ),
    ),
    "request": (
        (
            "Ask for access, and wait for the decision.\n\nIn the words of the Slack command: dynamodb verify 4h "
            "table/orders. Also: break-glass, and a start such as 'at 22:00'. With --from-error: what AWS denied, "
            "from standard input; [ENVIRONMENT] [DURATION] if you like."
        ),
        (
            "権限を申請し、判断を待ちます。\n\nSlack と同じ書き方です: dynamodb verify 4h table/orders。break-glass "
            "や 'at 22:00' のような開始時刻も使えます。--from-error では、AWS "
            "が拒否したメッセージを標準入力から読みます([環境] [期間] も指定できます)。"
        ),
    ),
    "list": ("List your requests, or those of others.", "自分の申請、または他の人の申請を一覧します。"),
    "status": (
        "Show one request; with --wait, until it is decided.",
        "申請を1件表示します。--wait で判断を待ちます。",
    ),
    "approve": (
        "Allow somebody's request.\n\nShows what is approved and asks; exactly what was shown is approved, or less.",
        (
            "他の人の申請を承認します。\n\n内容を表示して確認します。表示した内容そのもの、"
            "またはそれより狭い範囲だけが承認されます。"
        ),
    ),
    "deny": ("Refuse somebody's request, and say why.", "他の人の申請を理由を添えて却下します。"),
    "revoke": (
        "End access before its time, or take a request back.",
        "権限を期限前に終了するか、申請を取り消します。",
    ),
    "extend": ("Go on with access after its end.", "終了後も権限を続けて使えるように申請します。"),
    "console": (
        (
            "Print the link that signs in to the AWS console.\n\nWithout REQUEST: the one that is active. For a "
            "session grant the link is as good as a password for 15 minutes."
        ),
        (
            "AWS コンソールにサインインするリンクを表示します。\n\nREQUEST を省くと、いま有効な申請を使います。"
            "セッション型ではリンクが15分間パスワードと同じ意味を持ちます。"
        ),
    ),
    "exec": (
        (
            "Run a command with the credentials of a request.\n\naws-access exec -- aws dynamodb list-tables. "
            "Without REQUEST: the one that is active."
        ),
        (
            "申請の認証情報でコマンドを実行します。\n\naws-access exec -- aws dynamodb list-tables。REQUEST "
            "を省くと、いま有効な申請を使います。"
        ),
    ),
    "credentials": (
        "Print credentials for `credential_process` in ~/.aws/config.",
        "~/.aws/config の `credential_process` 用に認証情報を出力します。",
    ),
    "doctor": (
        (
            "Look for what is wrong, and say what to do.\n\nYour configuration, the clock and every team role that "
            "you may see; with --stack, and an operator's credentials, the stack too. Changes nothing. What it "
            "cannot look at, it says."
        ),
        (
            "問題を探し、対処方法を示します。\n\n設定、時計、見ることのできるチームロールをすべて調べます。--stack "
            "と管理者の認証情報があれば、スタックも調べます。何も変更しません。調べられなかったものは、"
            "そう表示します。"
        ),
    ),
    "completion": ("Print the script that completes words in your shell.", "シェルの補完スクリプトを出力します。"),
    "rules": (
        "Check, test, ask, compare and publish the rules.\n\nPATH is a file, or a folder of files that are one set.",
        (
            "ルールの検査、テスト、問い合わせ、比較、公開をします。\n\nPATH はファイル、"
            "または1組のルールを分けて書いたファイルのフォルダーです。"
        ),
    ),
    # Options of all
    "lang": ("Of what is said here: en or ja.", "表示する言語: en または ja。"),
    "profile": (
        "The AWS profile with your own credentials in the jump account.",
        "踏み台アカウントの自分の認証情報がある AWS プロファイル。",
    ),
    "region": ("The region of the jump account's stack.", "踏み台アカウントのスタックがあるリージョン。"),
    "api-url": ("The base of the API; the stack's output ApiUrl.", "API の URL(スタックの出力 ApiUrl)。"),
    "json": ("For programs.", "プログラム用に JSON で出力します。"),
    "yes": ("Do not ask.", "確認しません。"),
    "timeout": ("Wait at most so long, such as 10m.", "待つ時間の上限(例: 10m)。"),
    # Options of some
    "configure-stack": ("The stack whose outputs name the API.", "出力に API の URL があるスタックの名前。"),
    "configure-no-check": ("Write it without calling the API.", "API を呼び出さずに書き込みます。"),
    "request-reason": ("Why; approvers and auditors read it.", "理由。承認者と監査担当者が読みます。"),
    "request-from-error": (
        "Propose the smallest request that answers the AccessDenied message on standard input.",
        "標準入力の AccessDenied メッセージに応える最小の申請を提案します。",
    ),
    "request-policy": (
        "Ask for what the IAM policy document in FILE (- for standard input) allows; then ENVIRONMENT DURATION.",
        "FILE(- は標準入力)の IAM ポリシーの内容を申請します。続けて ENVIRONMENT DURATION を書きます。",
    ),
    "request-yes": ("With --from-error: do not ask.", "--from-error のとき、確認しません。"),
    "request-no-wait": ("Do not wait for the decision.", "判断を待ちません。"),
    "request-write-profile": (
        "Write a profile of this name for AWS's tools.",
        "AWS のツール用に、この名前のプロファイルを書き込みます。",
    ),
    "request-key": (
        "An idempotency key: the same request, however often it is sent.",
        "冪等キー。何度送っても同じ1件の申請になります。",
    ),
    "list-status": ("Only these; of everybody, without --of.", "この状態のものだけ。--of がなければ全員分。"),
    "list-of": ("Of this person.", "この人の申請。"),
    "list-limit": ("How many.", "件数。"),
    "status-events": ("Its audit events too.", "監査イベントも表示します。"),
    "status-wait": ("Wait until it is decided and attached.", "判断と付与が終わるまで待ちます。"),
    "approve-duration": ("Allow it for less time.", "より短い期間だけ承認します。"),
    "approve-service": (
        "Allow fewer levels, such as dynamodb:read.",
        "より少ないレベルだけ承認します(例: dynamodb:read)。",
    ),
    "approve-resource": (
        "Allow it on this alone; may be repeated.",
        "このリソースだけに承認します(複数指定できます)。",
    ),
    "deny-reason": ("The requester reads it.", "申請者が読みます。"),
    "revoke-reason": ("Why.", "理由。"),
    "console-open": ("Open it in the browser.", "ブラウザで開きます。"),
    "console-sign-in": ("Of AWS's federation endpoint.", "AWS フェデレーションエンドポイントの URL。"),
    "doctor-stack": ("The stack of the jump account.", "踏み台アカウントのスタック。"),
    # Exit statuses
    "exit-statuses": ("Exit statuses", "終了ステータス"),
    "exit-0": ("done", "完了"),
    "exit-1": (
        "refused, or what was given is wrong; nothing changed",
        "拒否された、または入力が誤っている。変更なし",
    ),
    "exit-2": (
        "the command line cannot be read, or AWS or the API does not answer or lets you in",
        "コマンドを読めない、または AWS か API が応答しない、使わせてくれない",
    ),
    "exit-3": (
        "doctor found something wrong; rules diff found a change",
        "doctor が問題を見つけた、rules diff に変更がある",
    ),
    "exit-4": ("not confirmed; nothing changed", "確認されなかった。変更なし"),
    "exit-5": (
        "decided, and no access: denied, lapsed, cancelled, failed or over",
        "却下、失効、取消、失敗、終了のため権限なし",
    ),
    "exit-6": ("still waiting when --timeout was over", "--timeout までに決まらなかった"),
    "exit-125": ("exec: the command was not run", "exec: コマンドを実行しなかった"),
    "exit-126": ("exec: the command cannot be run", "exec: コマンドを実行できない"),
    "exit-127": ("exec: there is no such command", "exec: コマンドがない"),
    "exit-130": ("Ctrl-C", "Ctrl-C"),
}
