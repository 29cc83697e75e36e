"""What a command or a click is answered with."""

ANSWER_TEXTS: dict[str, tuple[str, str]] = {
    "unnarrowed": (
        "On every resource, because AWS knows nothing narrower for it: {actions}",
        "AWS の仕様上リソースを限定できず、すべてのリソースが対象: {actions}",
    ),
    "left-out": (
        "Not included, because it is not done to the named resources: {actions}",
        "指定したリソースを対象としない操作のため、含まれないもの: {actions}",
    ),
    "help-ask": (
        (
            "*Ask for access*: `/aws-access SERVICE ENVIRONMENT DURATION [RESOURCE ...] [-- REASON]`\n"
            "`/aws-access dynamodb verify 4h`\n"
            "`/aws-access dynamodb:read production 30m table/orders -- INC-42`\n"
            "`/aws-access policy verify 4h -- REASON`: a form for an IAM policy of your own"
        ),
        (
            "*申請する*: `/aws-access サービス 環境 期間 [リソース ...] [-- 理由]`\n"
            "`/aws-access dynamodb 検証 4時間`\n"
            "`/aws-access dynamodb:read 本番 30分 table/orders -- INC-42`\n"
            "`/aws-access ポリシー 検証 4時間 -- 理由` : 独自の IAM ポリシーを入力するフォーム"
        ),
    ),
    "help-more": (
        (
            "`/aws-access list`: your requests\n"
            "`/aws-access status REQUEST`: one request\n"
            "`/aws-access revoke REQUEST [-- REASON]`: end it now, or take it back while it waits\n"
            "`/aws-access extend REQUEST DURATION`: go on with it, in the second half of its time\n"
            "`/aws-access SERVICE ENVIRONMENT DURATION at 22:00`: start later"
        ),
        (
            "`/aws-access 一覧`: 自分の申請\n"
            "`/aws-access 状態 申請ID`: 1件の申請\n"
            "`/aws-access 取消 申請ID [-- 理由]`: すぐに終了する、または承認待ちの申請を取り下げる\n"
            "`/aws-access 延長 申請ID 期間`: 期間の後半に延長する\n"
            "`/aws-access サービス 環境 期間 22:00から`: 後で開始する"
        ),
    ),
    "help-others": (
        (
            "*In an emergency*: `/aws-access break-glass SERVICE ENVIRONMENT DURATION -- REASON` is granted at once, "
            "told to everybody concerned, and reviewed: `/aws-access review REQUEST -- FINDING`\n"
            "*To stop somebody or something*: `/aws-access lock person|role|environment|everything [NAME] -- REASON`, "
            "`unlock`, `locks`"
        ),
        (
            "*緊急時*: `/aws-access 緊急 サービス 環境 期間 -- 理由` はすぐに付与され、関係者に通知され、"
            "後でレビューされます: `/aws-access レビュー 申請ID -- 結果`\n"
            "*停止する*: `/aws-access ロック 人|ロール|環境|すべて [名前] -- 理由` , `ロック解除` , `ロック一覧`"
        ),
    ),
    "help-words": (
        "Access is added to the team role that you use already, for you alone, and ends by itself.",
        "アクセスは今使っているチームロールに、あなただけのために追加され、期限が来ると自動で終了します。",
    ),
    "answer-submitted": (
        ":hourglass_flowing_sand: Request {request} waits for approval in {channel} until {until}.",
        ":hourglass_flowing_sand: 申請 {request} は {channel} で承認待ちです({until} まで)。",
    ),
    "answer-granted": (
        ":gear: Request {request} needs no approval and is being attached; you will hear when it is active.",
        ":gear: 申請 {request} は承認不要です。付与しています。有効になったらお知らせします。",
    ),
    "answer-approved": (
        "Request {request} is approved and being attached; its card will say when it is active.",
        "申請 {request} を承認しました。付与しています。有効になるとカードに表示されます。",
    ),
    "answer-approved-later": (
        ":alarm_clock: Request {request} is approved and starts at {starts_at}; the rules are asked once more then.",
        ":alarm_clock: 申請 {request} は承認済みです。 {starts_at} に開始します(その時に再度ルールを確認します)。",
    ),
    "answer-voted": (
        "Your word on request {request} is noted; it does not decide alone.",
        "申請 {request} への判断を記録しました。まだ確定していません。",
    ),
    "answer-reviewed": ("The review of {request} is closed.", "申請 {request} のレビューを完了しました。"),
    "answer-locked": (
        ":lock: Locked: {what}. What is active is being ended, and nothing new starts until it is unlocked.",
        ":lock: ロックしました: {what}。有効なアクセスを終了しています。解除するまで新しいアクセスは始まりません。",
    ),
    "answer-locked-unknown": (
        ":warning: The rules know nobody called {name}. Look whether that is the name of their IAM user.",
        ":warning: ルールに {name} という人はいません。IAM ユーザー名が正しいか確認してください。",
    ),
    "answer-locked-before": (
        ":lock: {who} has locked it already, at {at}: {what}.",
        ":lock: {who} が {at} にロック済みです: {what}",
    ),
    "answer-unlocked": (
        ":unlock: Unlocked: {what}. What was ended stays ended and has to be asked for again.",
        ":unlock: ロックを解除しました: {what}。終了したアクセスは戻りません。もう一度申請してください。",
    ),
    "lock-person": ("person", "人"),
    "lock-role": ("team role", "チームロール"),
    "lock-environment": ("environment", "環境"),
    "lock-everything": ("everything", "すべて"),
    "locks-title": ("*Locked*", "*ロック中*"),
    "locks-line": (":lock: {what}, by {who} at {at}: {why}", ":lock: {what} {who} が {at} にロック: {why}"),
    "locks-more": (
        "… and {more} more: `GET /locks` of the API tells of all.",
        "ほか {more} 件。すべてはAPIの `GET /locks` で確認できます。",
    ),
    "locks-empty": ("Nothing is locked.", "ロックされているものはありません。"),
    "answer-denied": ("Request {request} is denied.", "申請 {request} を却下しました。"),
    "answer-cancelled": ("Request {request} is cancelled.", "申請 {request} を取り下げました。"),
    "answer-revoking": (
        "Request {request} is being revoked; its card will say when it is off the team role.",
        "申請 {request} を取り消しています。解除されるとカードに表示されます。",
    ),
    "list-title": ("*Your requests*", "*あなたの申請*"),
    "list-empty": (
        "You have no requests. `/aws-access help` shows how to ask.",
        "申請はありません。使い方は `/aws-access ヘルプ` で確認できます。",
    ),
    "list-more": ("`/aws-access status REQUEST` shows one.", "1件の詳細は `/aws-access 状態 申請ID` で確認できます。"),
    "refused": (
        ":no_entry: That was not possible; nothing has changed.",
        ":no_entry: 実行できませんでした。何も変更されていません。",
    ),
    "nearest": ("Nearest to it would be {command}", "近い書き方: {command}"),
    "failure": (
        ":warning: Something went wrong on our side. Look at `/aws-access list` before you try again.",
        ":warning: 内部エラーが発生しました。 `/aws-access 一覧` を確認してからもう一度お試しください。",
    ),
}
