"""What the modals say."""

MODAL_TEXTS: dict[str, tuple[str, str]] = {
    "modal-title-policy": ("A policy of your own", "独自ポリシー"),
    "modal-submit-policy": ("Ask", "申請する"),
    "modal-label-policy": ("IAM policy, as JSON", "IAM ポリシー (JSON)"),
    "modal-about-policy": (
        "Asked for as {command}. At most 3,000 characters here; send longer ones through the API or the command line.",
        "{command} として申請します。ここでは3,000文字まで。長いものは API かコマンドラインで送ってください。",
    ),
    "modal-title-deny": ("Deny", "却下"),
    "modal-submit-deny": ("Deny", "却下する"),
    "modal-label-deny": ("Why? The requester will read it.", "理由(申請者に伝わります)"),
    "modal-about-deny": ("Request {request}", "申請 {request}"),
    "modal-title-review": ("Review", "レビュー"),
    "modal-submit-review": ("Close the review", "レビューを完了"),
    "modal-label-review": ("What did you find?", "確認した結果"),
    "modal-about-review": ("Break-glass {request}", "緊急アクセス {request}"),
    "modal-title-narrow": ("Change and approve", "変更して承認"),
    "modal-submit-narrow": ("Approve", "承認する"),
    "modal-about-narrow": (
        (
            "Request {request}: shorter or smaller, never longer or larger. What stays empty stays as it is. "
            "Earlier approvals do not count for what is changed."
        ),
        (
            "申請 {request} を短く、または狭くできます(広げることはできません)。空欄はそのままです。"
            "変更前の承認は無効になります。"
        ),
    ),
    "modal-label-duration": ("Duration", "期間"),
    "modal-label-service": ("Service and levels", "サービスとレベル"),
    "modal-label-resource": ("Resources, with spaces between", "リソース(空白区切り)"),
    "modal-placeholder-duration": ("1h", "1時間"),
    "modal-placeholder-service": ("dynamodb:read", "dynamodb:read"),
    "modal-placeholder-resource": ("table/orders", "table/orders"),
    "modal-close": ("Back", "戻る"),
    "modal-empty": ("Please say why.", "内容を入力してください。"),
    "modal-nothing": ("Fill in at least one.", "少なくとも1つ入力してください。"),
}
