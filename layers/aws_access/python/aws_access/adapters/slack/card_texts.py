"""What a card says: of the request, and of what is true of it."""

CARD_TEXTS: dict[str, tuple[str, str]] = {
    # The card
    "card-title": (
        "{who} asks for {service} in {environment}",
        "{who} さんが {environment} の {service} を申請しています",
    ),
    "card-title-break-glass": (
        ":rotating_light: *Break-glass*: {who} takes {service} in {environment} without approval",
        ":rotating_light: *緊急アクセス* {who} さんが承認なしで {environment} の {service} を使います",
    ),
    "field-who": ("Who", "申請者"),
    "field-what": ("What", "サービス"),
    "field-resource": ("Resource", "リソース"),
    "field-where": ("Where", "場所"),
    "field-duration": ("How long", "期間"),
    "field-start": ("Starts at", "開始"),
    "field-extends": ("Extends", "延長元"),
    "field-rule": ("Rule", "ルール"),
    "field-risk": ("Risk", "リスク"),
    "risk-low": ("low", "低"),
    "risk-medium": ("medium", "中"),
    "risk-high": (":warning: high", ":warning: 高"),
    "risk-critical": (":rotating_light: critical", ":rotating_light: 非常に高い"),
    "field-decided": ("Approved by", "承認者"),
    "field-request": ("Request", "申請ID"),
    "where-session": (
        "{environment}, account {account}, sessions of {role}",
        "{environment} アカウント {account} ロール {role} のセッション",
    ),
    "where": (
        "{environment}, account {account}, team role {role}",
        "{environment} アカウント {account} チームロール {role}",
    ),
    "quote-reason": ("Why:", "理由:"),
    "quote-note": ("Note:", "コメント:"),
    "difference-title": (
        "What the requester gains (`+`), and had when they asked (`=`):",
        "追加される権限 ( `+` ) と申請時にすでにある権限 ( `=` ):",
    ),
    "policy-title": (
        "As IAM will read it (actions: {actions}, resources: {resources}):",
        "IAM での表現 (アクション: {actions}、リソース: {resources}):",
    ),
    "proven": (
        (
            ":lock: *Proven*: {person} gains exactly this until the end (actions: {actions}, resources: {resources}); "
            "nobody else gains anything, and nothing else on the role changes."
        ),
        (
            ":lock: *証明済み* 期限まで {person} が得るのは次の権限だけです (アクション: {actions}、"
            "リソース: {resources})。他の人の権限もロールの他の部分も変わりません。"
        ),
    ),
    "proven-session": (
        (
            ":lock: *Proven*: sessions of {person} can do exactly this until the end "
            "(actions: {actions}, resources: {resources}); nobody else gains anything, and no role changes."
        ),
        (
            ":lock: *証明済み* 期限まで {person} のセッションにできるのは次のことだけです (アクション: {actions}、"
            "リソース: {resources})。他の人の権限もロールも変わりません。"
        ),
    ),
    "proven-nothing-new": (
        (
            ":lock: *Proven*: {person} has all of this until that end already, and gains nothing; "
            "nobody else gains anything, and nothing else on the role changes."
        ),
        (
            ":lock: *証明済み* {person} はこの権限を期限までの間すでに持っており、新たに得るものはありません。"
            "他の人の権限もロールの他の部分も変わりません。"
        ),
    ),
    "button-approve": ("Approve", "承認"),
    "button-deny": ("Deny", "却下"),
    "button-narrow": ("Change…", "変更して承認"),
    "button-review": ("Reviewed", "レビュー済みにする"),
    "wait": ("Rule {rule}: {given} of {needs} approvals", "ルール {rule} 承認 {given}/{needs}"),
    "wait-stage": (
        "Rule {rule}, stage {stage} of {stages}: {given} of {needs} approvals",
        "ルール {rule} ステージ {stage}/{stages} 承認 {given}/{needs}",
    ),
    "vote-for": (":white_check_mark: {who} approved at {at}", ":white_check_mark: {who} が {at} に承認"),
    "vote-against": (":x: {who} denied at {at}: {note}", ":x: {who} が {at} に却下: {note}"),
    "narrowed": (
        "{who} has made it shorter or smaller than it was asked for",
        "{who} が申請より短く、または狭く変更しました",
    ),
    "vote-void": (
        "{who} approved at {at}, before it was changed: that counts no more",
        "{who} が {at} に承認(その後変更されたため無効)",
    ),
    "review-open": (
        ":mag: *Review* wanted from somebody else until {due}",
        ":mag: *レビュー待ち* {due} までに他の人が確認してください",
    ),
    "review-done": (":mag: *Reviewed* by {who} at {at}", ":mag: *レビュー済み* {who} が {at} に確認しました"),
    "quote-review": ("Review:", "レビュー:"),
    # What is true of a request; one for each status, and one for what is on its way to REVOKED
    "state-PENDING": (
        ":hourglass_flowing_sand: *Waiting* for approval until {lapse_at}",
        ":hourglass_flowing_sand: *承認待ち* {lapse_at} まで",
    ),
    "state-APPROVED": (
        ":gear: *Approved* by {approver}, being attached to the team role",
        ":gear: *承認済み* {approver} が承認し、チームロールに付与しています",
    ),
    "state-APPROVED-later": (
        ":alarm_clock: *Approved* by {approver}, starts at {starts_at}",
        ":alarm_clock: *承認済み* {approver} が承認しました。 {starts_at} に開始します",
    ),
    "state-ACTIVE": (
        ":large_green_circle: *Active* until {ends_at}",
        ":large_green_circle: *有効* {ends_at} まで",
    ),
    "state-REVOKING": (
        ":gear: *Being revoked* by {revoker}",
        ":gear: *取り消し中* {revoker} が取り消しました",
    ),
    "state-EXPIRED": (
        ":white_circle: *Ended* at {ends_at}",
        ":white_circle: *終了* {ends_at}",
    ),
    "state-REVOKED": (
        ":white_circle: *Revoked* by {revoker}, off the team role at {ended_at}",
        ":white_circle: *取り消し済み* {revoker} が取り消し、{ended_at} に解除されました",
    ),
    "state-DENIED": (
        ":no_entry: *Denied* by {approver} at {ended_at}",
        ":no_entry: *却下* {approver} が {ended_at} に却下しました",
    ),
    "state-CANCELLED": (
        ":white_circle: *Cancelled* by {canceller} at {ended_at}, before anybody decided",
        ":white_circle: *取り下げ* {ended_at}、判断の前に {canceller} が取り下げました",
    ),
    "state-LAPSED": (
        ":white_circle: *Lapsed* at {ended_at}: nobody decided in time",
        ":white_circle: *失効* {ended_at}、期限内に判断されませんでした",
    ),
    "state-FAILED": (
        ":warning: *Failed*, nothing was attached: {failure}",
        ":warning: *失敗* 何も付与されていません: {failure}",
    ),
    "the-rules": ("the rules", "ルール"),
}
