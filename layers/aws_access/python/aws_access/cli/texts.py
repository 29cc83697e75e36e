"""What the command line says, but for `--help` and `doctor`: English and Japanese side by side."""

from aws_access.cli.problem_texts import PROBLEMS
from aws_access.cli.rule_texts import RULE_TEXTS
from aws_access.domain.reasons import Language

TEXTS: dict[str, tuple[str, str]] = {
    **PROBLEMS,
    **RULE_TEXTS,
    # Questions
    "declined": ("Not confirmed: nothing changed.", "確認されなかったため、何も変更していません。"),
    "needs-yes": (
        "Nobody can be asked here: add --yes to go on.",
        "ここでは確認できません。続けるには --yes を付けてください。",
    ),
    "ask-url": ("Address of the API (the stack's output ApiUrl)", "API の URL(スタックの出力 ApiUrl)"),
    "ask-profile": (
        "AWS profile with your own credentials (empty: as AWS's tools find them)",
        "自分の認証情報がある AWS プロファイル(空: AWS のツールと同じ)",
    ),
    "ask-why": ("Why (the requester reads it)", "理由(申請者が読みます)"),
    "ask-for-these": ("Ask for this ({count})?", "この内容で申請しますか ({count}件)"),
    "approve-question": (
        "Approve {request} exactly as shown ({hash})?",
        "{request} を表示どおりに承認しますか ({hash})",
    ),
    "approve-less": ("Only this is approved: {less}", "次の範囲だけを承認します: {less}"),
    "configured": ("Written to {path}.", "{path} に書き込みました。"),
    "configured-as": (
        "You are {caller}. Environments: {environments}",
        "あなたは {caller} です。環境: {environments}",
    ),
    "configure-needs-url": (
        "Name the address of the API with --api-url, or the stack with --stack.",
        "--api-url で API の URL を、または --stack でスタックを指定してください。",
    ),
    "no-stack": (
        "There is no stack {stack} in this account and region.",
        "このアカウントとリージョンにスタック {stack} はありません。",
    ),
    "no-output": ("The stack {stack} has no output {output}.", "スタック {stack} に出力 {output} はありません。"),
    # Requests
    "is-now": ("{request}: {state}", "{request}: {state}"),
    "state-PENDING": ("waiting for a decision", "承認待ち"),
    "state-APPROVED": ("approved, being attached", "承認済み・付与中"),
    "state-ACTIVE": ("active", "有効"),
    "state-REVOKING": ("being revoked", "終了処理中"),
    "state-EXPIRED": ("ended", "期限終了"),
    "state-REVOKED": ("revoked", "取消済み"),
    "state-DENIED": ("denied", "却下"),
    "state-CANCELLED": ("cancelled", "取り下げ"),
    "state-LAPSED": ("lapsed: nobody decided in time", "失効(時間内に判断されず)"),
    "state-FAILED": ("failed", "失敗"),
    "nothing-to-list": ("There are none.", "ありません。"),
    "waiting": ("{request} waits: {waits}", "{request} 承認待ち: {waits}"),
    "waits-for": ("{given} of {needs} approvals by {rule}{stage}", "{rule} の承認 {given}/{needs}{stage}"),
    "stage": (", stage {stage} of {stages}", "(段階 {stage}/{stages})"),
    "being-attached": ("{request} is approved, and being attached", "{request} は承認済み、付与中です"),
    "active-until": (
        (
            "{request} is active until {until} ({left} left). IAM takes a few seconds, sometimes a minute, to learn "
            "of it."
        ),
        "{request} は {until} まで有効です(残り {left})。IAM に反映されるまで数秒から1分ほどかかります。",
    ),
    "starts-later": ("{request} is approved, and starts at {start}.", "{request} は承認済みです。開始: {start}"),
    "come-back": (
        "Come back with: aws-access status {request} --wait",
        "結果の確認: aws-access status {request} --wait",
    ),
    "left-waiting": (
        (
            "{request} stays as it is. Come back with `aws-access status {request} --wait`, or take it back with "
            "`aws-access revoke {request}`."
        ),
        (
            "{request} はそのまま残ります。`aws-access status {request} --wait` で続きを待てます。取り下げは "
            "`aws-access revoke {request}` です。"
        ),
    ),
    "still-waiting": (
        "{request} is not decided yet. Go on waiting with `aws-access status {request} --wait`.",
        "{request} はまだ決まっていません。`aws-access status {request} --wait` で続きを待てます。",
    ),
    "not-active": (
        "Request {request} gives no access now: {state}.",
        "申請 {request} はいま権限を持ちません: {state}",
    ),
    "none-active": (
        "None of your requests is active: ask with `aws-access request`.",
        "有効な申請がありません。`aws-access request` で申請してください。",
    ),
    "several-active": (
        "Several of your requests are active; name one:\n{named}",
        "有効な申請が複数あります。1つ指定してください:\n{named}",
    ),
    "not-yours": (
        "Request {request} is of {requester}, and you are {you}: its access is theirs alone.",
        "申請 {request} は {requester} さんのものです(あなたは {you})。本人だけが使えます。",
    ),
    "use-session": (
        "aws-access exec {request} -- aws …\naws-access console {request}",
        "aws-access exec {request} -- aws …\naws-access console {request}",
    ),
    "profile-written": (
        "Profile {name} is in {path}: aws --profile {name} …",
        "プロファイル {name} を {path} に書き込みました: aws --profile {name} …",
    ),
    "profile-name": (
        (
            "`{name}` cannot be the name of a profile of ours: letters, digits and . _ - @ / +, neither `default` "
            "nor the one with your own credentials."
        ),
        (
            "`{name}` はプロファイル名に使えません。英数字と . _ - @ / + を使い、`default` "
            "と自分の認証情報のプロファイル以外にしてください。"
        ),
    ),
    "profile-taken": (
        "There is a profile {name} in {path} that aws-access did not write: choose another name.",
        "{path} に aws-access が書いたものではないプロファイル {name} があります。別の名前にしてください。",
    ),
    "one-key-for-one": (
        "These would be {count} requests: name --key and --write-profile for one at a time.",
        "申請が {count} 件になります。--key と --write-profile は1件ずつ指定してください。",
    ),
    "opened": ("Opened in the browser.", "ブラウザで開きました。"),
    "no-sign-in-token": ("{url} gave no sign-in token.", "{url} からサインイントークンを得られませんでした。"),
    "no-command": (
        "Name a command after `--`, such as `aws-access exec -- aws dynamodb list-tables`.",
        "`--` の後にコマンドを書いてください(例: `aws-access exec -- aws dynamodb list-tables`)。",
    ),
    "command-not-found": ("There is no command `{command}`.", "コマンド `{command}` がありません。"),
    "command-not-run": ("`{command}` cannot be run: {problem}", "`{command}` を実行できません: {problem}"),
    # Headings
    "heading-request": ("Request", "申請ID"),
    "heading-state": ("State", "状態"),
    "heading-who": ("Who", "申請者"),
    "heading-what": ("What", "サービス"),
    "heading-resource": ("Resource", "リソース"),
    "heading-where": ("Where", "場所"),
    "heading-form": ("Form", "形式"),
    "heading-duration": ("How long", "期間"),
    "heading-start": ("Starts at", "開始"),
    "heading-why": ("Why", "理由"),
    "heading-rule": ("Rule", "ルール"),
    "heading-actions": ("Actions", "アクション"),
    "heading-resources": ("Resources", "対象"),
    "heading-risk": ("Risk", "リスク"),
    "heading-statements": ("Policy", "ポリシー"),
    "heading-unnarrowed": ("On everything", "すべてが対象"),
    "heading-left-out": ("Left out", "対象外"),
    "heading-difference": ("New (+), held (=)", "新規 (+) 既存 (=)"),
    "heading-cautions": ("Look at", "要確認"),
    "heading-votes": ("Votes", "判断"),
    "heading-waits": ("Waits for", "待ち"),
    "heading-decided": ("Decided by", "判断者"),
    "heading-note": ("Note", "コメント"),
    "heading-until": ("Until", "期限"),
    "heading-ended": ("Ended at", "終了"),
    "heading-failure": ("Failed", "失敗理由"),
    "heading-when": ("When", "日時"),
    "heading-event": ("Event", "イベント"),
    "heading-hash": ("Hash", "ハッシュ"),
    "place": ("{environment}, account {account}, {role_arn}", "{environment} アカウント {account} {role_arn}"),
    "form-session": ("session of its own", "専用セッション"),
    "vote-yes": ("yes", "承認"),
    "vote-no": ("no", "却下"),
    "and-more": ("… and {count} more", "… 他 {count} 件"),
    "chain-whole": ("The record is whole.", "記録は完全です。"),
    "chain-broken": ("THE RECORD IS BROKEN: tell the operators.", "記録が壊れています。管理者に連絡してください。"),
}


def say(language: Language, key: str, **facts: object) -> str:
    """The text of this key."""
    return TEXTS[key][0 if language is Language.ENGLISH else 1].format(**facts)
