"""What `aws-access rules …` says: English and Japanese side by side."""

RULE_TEXTS: dict[str, tuple[str, str]] = {
    "rules-are-fine": ("{path}: fine, version {version}", "{path}: 問題ありません(バージョン {version})"),
    # Cases
    "case-failed": ("{place}: {who} asks for {asks}: {problem}", "{place}: {who} の申請 {asks}: {problem}"),
    "cases-tried": ("{count} cases, {failed} failed", "ケース {count} 件、失敗 {failed} 件"),
    "cases-none": ("0 cases, 0 failed; write them into {file}", "ケース 0 件、失敗 0 件。{file} に書いてください。"),
    "case-decided": ("expected {expected}; it is {decision}", "期待は {expected} ですが、{decision}"),
    "case-rules": (
        "expected the rules {expected}; it is {found}",
        "期待したルールは {expected} ですが、{found} です",
    ),
    "case-no-rules": ("none", "なし"),
    "case-may-not": ("{people} may not decide", "{people} は判断できません"),
    "case-may": ("{people} may decide", "{people} が判断できてしまいます"),
    # Decisions
    "decided-refused": ("refused", "拒否"),
    "decided-refused-because": ("refused: {why}", "拒否: {why}"),
    "decided-granted": (
        "granted at once, by {rules}; risk {risk}",
        "すぐに許可(ルール {rules}、リスク {risk})",
    ),
    "decided-reviewed": (
        "granted at once, and reviewed, by {rules}; risk {risk}",
        "すぐに許可し、後で確認(ルール {rules}、リスク {risk})",
    ),
    "decided-approval": (
        "needs approval, by {rules} ({wants}); risk {risk}",
        "承認が必要(ルール {rules}、{wants}、リスク {risk})",
    ),
    "wanted-by": ("{rule} wants {stages}", "{rule} の条件: {stages}"),
    "wanted-of": ("{needs} of {names}", "{names} のうち {needs} 人"),
    "wanted-then": (" then ", "、次に "),
    "wanted-more": ("{count} more", "他 {count} 件"),
    # Questions
    "may-ask": ("{who}: {decision}", "{who}: {decision}"),
    "may-ask-decided-by": ("{who}: {decision}; {by} may decide", "{who}: {decision} – 判断できる人: {by}"),
    "may-ask-nobody": ("nobody", "該当者なし"),
    "may-decide": ("may decide: {by}", "判断できる人: {by}"),
    "no-such-person": ("there is no person {name}", "{name} という人はいません"),
    "no-such-group": ("there is no group {name}", "{name} というグループはありません"),
    "no-time": (
        "{text} is no time; write for example '2026-11-24 10:00'",
        "{text} は日時ではありません。例: '2026-11-24 10:00'",
    ),
    "iam-left-out": (
        "people of IAM are left out; --iam reads them with your AWS credentials",
        "IAM のユーザーは含まれていません。--iam を付けると自分の AWS 認証情報で読みます。",
    ),
    # Differences
    "decisions-change": ("{count} decisions change", "{count} 件の判断が変わります"),
    "no-decision-changes": ("no decision changes", "変わる判断はありません"),
    "alike": ("{teams} ({who})", "{teams}({who})"),
    "alike-people": ("{count} people", "{count} 人"),
    "alike-of-iam": ("those of IAM", "IAM のユーザー"),
    "alike-and": (", and ", "と "),
    "alike-no-team": ("no team", "チームなし"),
    # Publishing
    "ask-to-publish": ("Publish version {version}?", "バージョン {version} を公開しますか?"),
    "rules-published": ("published version {version}", "バージョン {version} を公開しました"),
    "published-needs-stack": ("`published` needs --stack", "`published` には --stack が必要です"),
    "never-published": ("nothing was published yet", "まだ何も公開されていません"),
    "name-places": (
        "name --stack, or all of --application, --environment, --profile and --strategy",
        "--stack か、--application、--environment、--profile、--strategy のすべてを指定してください",
    ),
    "not-in-force": (
        "AWS AppConfig did not put the rules in force: {problem}",
        "AWS AppConfig がルールを有効にしませんでした: {problem}",
    ),
}
