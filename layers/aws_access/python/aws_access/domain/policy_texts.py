"""What is said of policies of one's own, of risk, and of what somebody gains: English and Japanese side by side."""

POLICY_REASONS: dict[str, tuple[str, str]] = {
    # The document
    "policy-missing": (
        "`policy` needs the policy itself: type the command in Slack to get a form, or send it along as `policy`.",
        "`policy` にはポリシー本体が必要です。Slack のフォームに入力するか、`policy` として送ってください。",
    ),
    "policy-unexpected": (
        "A policy goes with the service `policy`, and not with `{service}`.",
        "ポリシーはサービス `policy` でのみ指定できます(`{service}` では使えません)。",
    ),
    "policy-alone": (
        "`policy` takes neither levels nor resources: the policy says both.",
        "`policy` ではレベルもリソースも指定できません。ポリシーの中に書いてください。",
    ),
    "policy-not-narrowed": (
        "Of a policy of somebody's own only the duration can be changed; deny it, and say what would be right.",
        "独自ポリシーの申請で変更できるのは期間だけです。却下して、正しい内容を伝えてください。",
    ),
    "policy-too-large": (
        "The policy has {size} bytes; at most {limit} are read.",
        "ポリシーが {size} バイトあります。{limit} バイト以内にしてください。",
    ),
    "policy-not-json": (
        "The policy is not JSON: see line {line}, column {column}.",
        "ポリシーを JSON として読めません({line} 行 {column} 文字目)。",
    ),
    "policy-nested": (
        "The policy is nested deeper than any policy of IAM.",
        "ポリシーの入れ子が深すぎます。",
    ),
    "policy-repeats": (
        "`{field}` stands twice, and only one of them would count; say it once.",
        "`{field}` が2回あります。1回だけ書いてください。",
    ),
    "policy-no-object": (
        "At `{place}` an object is wanted: fields in braces, at least one.",
        "`{place}` には波括弧のオブジェクト(1つ以上のフィールド)を書いてください。",
    ),
    "policy-no-text": (
        "At `{place}` a text is wanted, or a list of texts, at least one.",
        "`{place}` には文字列、または1つ以上の文字列のリストを書いてください。",
    ),
    "policy-no-statement": (
        "The policy has no `Statement`: an object, or a list of them.",
        "ポリシーに `Statement` がありません(オブジェクト、またはそのリスト)。",
    ),
    "policy-version": (
        '`Version` has to be `"{version}"`.',
        '`Version` は `"{version}"` にしてください。',
    ),
    "policy-unknown-field": (
        "`{place}` is no field of a policy; write {known}.",
        "`{place}` というフィールドはありません。使えるもの: {known}",
    ),
    "policy-only-allows": (
        '`{place}` has to be `"Allow"`: a grant adds access, and takes none away.',
        '`{place}` は `"Allow"` にしてください。許可の追加だけができます。',
    ),
    "policy-not-that": (
        "`{place}` would allow everything that it does not name; write `{instead}` with what you need.",
        "`{place}` は書かれていないものをすべて許可します。`{instead}` に必要なものを書いてください。",
    ),
    "policy-no-principal": (
        "`{place}` has no place in the policy of a role: a grant is for you. Leave it out.",
        "`{place}` は書けません(許可の対象はあなたです)。削除してください。",
    ),
    # Actions and resources
    "policy-no-action": (
        "`{place}`: `{action}` is not an action such as `dynamodb:GetItem` or `dynamodb:Get*`.",
        "`{place}`: `{action}` は読めません。`dynamodb:GetItem` や `dynamodb:Get*` のように書いてください。",
    ),
    "policy-any-service": (
        "`{place}`: `{action}` names no one service; write one entry for each service.",
        "`{place}`: `{action}` のサービスが特定できません。サービスごとに書いてください。",
    ),
    "policy-never": (
        "`{place}`: `{action}` is never granted, or means something that is: it could give access on, or hide it.",
        "`{place}`: `{action}` は決して付与されません(権限の譲渡や隠蔽ができるものを含むため)。",
    ),
    "policy-unknown-service": (
        "`{place}`: AWS has no service `{service}`.",
        "`{place}`: `{service}` というサービスはありません。",
    ),
    "policy-unknown-service-near": (
        "`{place}`: AWS has no service `{service}`. Did you mean `{nearest}`?",
        "`{place}`: `{service}` というサービスはありません。`{nearest}` のことですか?",
    ),
    "policy-unknown-action": (
        "`{place}`: there is no action `{action}`.",
        "`{place}`: `{action}` というアクションはありません。",
    ),
    "policy-unknown-action-near": (
        "`{place}`: there is no action `{action}`. Did you mean `{nearest}`?",
        "`{place}`: `{action}` というアクションはありません。`{nearest}` のことですか?",
    ),
    "policy-matches-nothing": (
        "`{place}`: no action is like `{action}`.",
        "`{place}`: `{action}` に当てはまるアクションはありません。",
    ),
    "policy-matches-nothing-near": (
        "`{place}`: no action is like `{action}`. Did you mean `{nearest}`?",
        "`{place}`: `{action}` に当てはまるアクションはありません。`{nearest}` のことですか?",
    ),
    "policy-gives-away": (
        (
            "`{place}`: `{action}` means `{means}` too, which says who may do what and outlives the access; "
            "name the actions that you need."
        ),
        (
            "`{place}`: `{action}` には権限を変更する `{means}` も含まれます(期限後も残ります)。"
            "必要なアクションを個別に書いてください。"
        ),
    ),
    "policy-variable": (
        "`{place}`: `{value}` has a policy variable, which reaches what nobody here can see; write the name itself.",
        "`{place}`: `{value}` のポリシー変数は範囲を確認できません。名前をそのまま書いてください。",
    ),
    "policy-no-arn": (
        "`{place}`: `{resource}` is neither an ARN such as `arn:aws:s3:::reports/*` nor `*`.",
        "`{place}`: `{resource}` は ARN (`arn:aws:s3:::reports/*` など) でも `*` でもありません。",
    ),
    "policy-elsewhere": (
        "`{resource}` is not of {environment}, or not for sure; what is there begins with `{here}`.",
        "`{resource}` は {environment} のものと確認できません。`{here}` の形で書いてください。",
    ),
    # Conditions
    "policy-unknown-operator": (
        "`{place}` is no operator of conditions, such as `StringEquals`.",
        "`{place}` という条件演算子はありません(`StringEquals` など)。",
    ),
    "policy-unknown-operator-near": (
        "`{place}` is no operator of conditions. Did you mean `{nearest}`?",
        "`{place}` という条件演算子はありません。`{nearest}` のことですか?",
    ),
    "policy-our-condition": (
        "`{place}` is not yours to set: grants name their person and their end by it. Leave it out.",
        "`{place}` は指定できません。許可の対象者と期限を定めるために使われます。削除してください。",
    ),
    "policy-unknown-key": (
        "`{place}` is no key that IAM has for these actions; keys begin with {services}.",
        "`{place}` はこれらのアクションで使えるキーではありません。使えるもの: {services}",
    ),
    "policy-unknown-key-near": (
        "`{place}` is no key that IAM has. Did you mean `{nearest}`?",
        "`{place}` というキーはありません。`{nearest}` のことですか?",
    ),
    "policy-condition-value": (
        "`{place}`: `{value}` is nothing that `{operator}` compares with.",
        "`{place}`: `{value}` は `{operator}` で比較できません。",
    ),
    # What the rules say, and what an approver has to know
    "never-granted-on-ours": (
        "`{action}` on `{resource}` is never granted: it reaches what aws-access is made of. Name other resources.",
        "`{resource}` への `{action}` は決して付与されません(aws-access 自体を含みます)。他を指定してください。",
    ),
    "risk-outside-rule": (
        "The rule `{rule}` is for requests of risk {classes}; this one is {risk}.",
        "ルール `{rule}` はリスク {classes} の申請用です(この申請は {risk})。",
    ),
    "caution-resource-of-nothing": (
        "None of its actions knows `{resource}`: it changes nothing there.",
        "`{resource}` を対象とするアクションが含まれていません(効果がありません)。",
    ),
}

PHRASES: dict[str, tuple[str, str]] = {
    "gain": ("{service} {level}: {actions} on {resources}", "{service} {level}: {actions} (対象: {resources})"),
    "whole": ("all of it ({count} actions)", "すべて({count} アクション)"),
    "and-more": ("{named} and {count} more", "{named} 他 {count} 件"),
    "everything": ("everything", "すべて"),
    "not-known": ("(not known)", "(不明)"),
    "conditional": ("(under conditions)", "(条件付き)"),
    "had": ("(already there)", "(付与済み)"),
    "more": ("and {count} more lines", "他 {count} 行"),
}
"""What is said of what somebody gains."""
