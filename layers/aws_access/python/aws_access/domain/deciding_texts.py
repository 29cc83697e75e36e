"""What is said to whoever decides on a request, ends it or reviews it."""

DECIDING_REASONS: dict[str, tuple[str, str]] = {
    "not-your-turn": (
        "An approval by {person} would not count now: the stage before is still open, or their seat is taken.",
        "{person} の承認は今は数えられません(前の段階が未完了か、必要な人数に達しています)。",
    ),
    "not-narrower": (
        "An approver may make a request shorter or smaller, never longer or larger.",
        "承認者は申請を短く、または狭くすることだけができます。",
    ),
    "not-that-service": (
        "Request {request} is not for `{given}`: name levels of `{service}`, or leave the service out.",
        "申請 {request} は `{given}` の申請ではありません。`{service}` のレベルを指定するか、空欄にしてください。",
    ),
    "no-review": ("Request {request} needs no review.", "申請 {request} にレビューは不要です。"),
    "already-reviewed": (
        "Request {request} was reviewed by {person}.",
        "申請 {request} は {person} がレビュー済みです。",
    ),
    "request-unknown": ("There is no request `{request}`.", "申請 `{request}` はありません。"),
    "self-approval": (
        "Nobody decides on their own request.",
        "自分の申請を自分で判断することはできません。",
    ),
    "not-approver": (
        "{person} is not an approver for this request.",
        "{person} はこの申請の承認者ではありません。",
    ),
    "payload-changed": (
        "What you approved is not what this request is for; look at the request again.",
        "承認された内容が申請の内容と一致しません。申請をもう一度確認してください。",
    ),
    "meaning-changed": (
        "The rules have changed what this request means; it has to be asked for again.",
        "ルールの変更により申請の内容が変わりました。もう一度申請してください。",
    ),
    "too-many-open": (
        "{person} has {open} requests that are not over; at most {limit} are allowed at once.",
        "{person} の未終了の申請が {open} 件あります。同時に {limit} 件までです。",
    ),
    "already-decided": ("Request {request} is {status} already.", "申請 {request} はすでに {status} です。"),
    "already-ended": ("Request {request} has ended: {status}.", "申請 {request} は終了しています: {status}"),
    "already-revoking": (
        "Request {request} is being revoked by {person}.",
        "申請 {request} は {person} が取り消し中です。",
    ),
    "has-lapsed": (
        "Nobody decided on request {request} in time.",
        "申請 {request} は期限内に判断されませんでした。",
    ),
    "may-not-revoke": (
        "Only the requester and the approvers of {environment} may end this request.",
        "この申請を終了できるのは申請者と {environment} の承認者だけです。",
    ),
    "concurrent-change": (
        "Somebody else changed this at the same moment; try again.",
        "同時に別の変更がありました。もう一度お試しください。",
    ),
}
