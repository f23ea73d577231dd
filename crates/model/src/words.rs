//! The sentence behind every stable code, in both languages. A code without words is a bug that the
//! `xtask` word check and the tests of the rooms that use it find.

/// A code's sentence in both languages; `{name}` is filled from the problem's parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// The stable code.
    pub code: &'static str,
    /// Simplified Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

/// The words of a code; those of `internal` for a code nobody gave words to.
pub fn words_of(code: &str) -> Words {
    ALL.iter().chain(ALL.first()).find(|words| words.code == code).copied().unwrap_or(INTERNAL)
}

const INTERNAL: Words = Words {
    code: "internal",
    zh: "服务器出了问题，已记录。请稍后再试。",
    en: "Something went wrong on our side; it has been logged. Please try again later.",
};

macro_rules! words {
    ($($code:literal: $zh:literal, $en:literal;)*) => {
        &[INTERNAL, $(Words { code: $code, zh: $zh, en: $en },)*]
    };
}

/// Every code with its words, grouped by where it comes from.
static ALL: &[Words] = words! {
    // --- requests ---
    "bad_request": "请求无法读取：{reason}", "The request can't be read: {reason}";
    "invalid_json": "请求内容不是有效的 JSON。", "The request body is not valid JSON.";
    "json_too_deep": "请求内容嵌套超过 {max} 层。", "The request body is nested deeper than {max} levels.";
    "duplicate_key": "同一个键出现了两次：{key}", "A key stands twice: {key}";
    "invalid_utf8": "内容不是有效的 UTF-8 文本。", "The text is not valid UTF-8.";
    "body_too_large": "内容超过 {max} 的上限。", "The body is larger than the limit of {max}.";
    "unsupported_media_type": "需要 {expected} 类型的内容。", "The content type must be {expected}.";
    "not_found": "找不到该内容，或你没有查看它的权限。", "It does not exist, or you may not see it.";
    "method_not_allowed": "这个地址不支持该操作。", "This address does not support that method.";
    "forbidden": "你没有执行此操作的权限。", "You are not allowed to do this.";
    "origin_refused": "请求不是来自本站，已拒绝。", "The request did not come from this site and was refused.";
    "unauthenticated": "请先登录。", "Please sign in.";
    "unavailable": "系统繁忙，请稍后重试。", "The system is busy. Please try again shortly.";
    "took_too_long": "这个请求用时过长，已中止。请缩小范围，或不要求精确计数。", "This took too long and was ended. Ask for less, or do without an exact count.";
    "try_later": "尝试次数过多，请在 {seconds} 秒后再试。", "Too many tries. Please wait {seconds} seconds.";
    "internal": "服务器出了问题，已记录。请稍后再试。", "Something went wrong on our side; it has been logged. Please try again later.";
    "idempotency_key_reused": "这个幂等键已用于内容不同的请求。", "This idempotency key was used with a different request.";
    "invalid_idempotency_key": "幂等键应为 1 到 128 个可见 ASCII 字符。", "An idempotency key is 1 to 128 visible ASCII characters.";
    // --- records ---
    "validation_failed": "有内容需要修改。", "Some fields need attention.";
    "version_conflict": "这条记录刚被他人修改过，请核对后再保存。", "Someone changed this record since you opened it. Check and save again.";
    "if_match_required": "需要 If-Match 标明所读的版本。", "If-Match with the version you read is required.";
    "required": "必填。", "This is required.";
    "unknown_field": "没有这个字段，或你无权使用它。", "There is no such field, or you may not use it.";
    "field_not_readable": "不能按这个字段筛选、排序或搜索。", "This field can't be used to filter, sort or search.";
    "field_not_editable": "你不能修改这个字段。", "You may not change this field.";
    "read_only": "这个字段由系统填写。", "The system fills this field.";
    "invalid_boolean": "应为“是”或“否”。", "Must be yes or no.";
    "wrong_type": "类型不对，应为{expected}。", "Wrong type: {expected} expected.";
    "too_long": "最多 {max} 个字符。", "At most {max} characters.";
    "too_small": "不能小于 {min}。", "Must be at least {min}.";
    "too_large": "不能大于 {max}。", "Must be at most {max}.";
    "too_many_decimals": "最多 {max} 位小数。", "At most {max} decimals.";
    "too_many_items": "最多 {max} 项。", "At most {max} items.";
    "invalid_phone": "不是有效的电话号码。", "This is not a valid phone number.";
    "invalid_email": "不是有效的邮箱地址。", "This is not a valid e-mail address.";
    "invalid_url": "不是有效的网址（应以 http:// 或 https:// 开头）。", "This is not a valid web address (http:// or https://).";
    "invalid_date": "不是有效的日期。", "This is not a valid date.";
    "invalid_datetime": "不是有效的时间。", "This is not a valid date and time.";
    "invalid_number": "不是有效的数字。", "This is not a valid number.";
    "invalid_currency": "不是有效的币种代码。", "This is not a valid currency code.";
    "invalid_option": "不在可选范围内。", "This is not one of the options.";
    "invalid_id": "不是有效的编号。", "This is not a valid id.";
    "invalid_credit_code": "统一社会信用代码校验不通过。", "The unified social credit code fails its check.";
    "invalid_id_number": "证件号码校验不通过。", "The identity number fails its check.";
    "invalid_location": "经纬度超出范围。", "The latitude or longitude is out of range.";
    "invalid_character": "含有不允许的字符。", "It holds a character that is not allowed.";
    "link_not_found": "找不到所关联的记录，或你无权查看。", "The linked record does not exist, or you may not see it.";
    "link_cycle": "上级关系成环。", "The parents would form a circle.";
    "not_unique": "已有相同的值。", "Another record has this value already.";
    "not_deleted": "这条记录不在回收站中。", "This record is not in the recycle bin.";
    "in_use": "仍有 {count} 条记录在使用它，不能删除。", "{count} records still use it; it can't be deleted.";
    "stage_required": "进入这个阶段前需要填写。", "This stage requires it.";
    "record_too_large": "这条记录太大。", "This record is too large.";
    // --- lists ---
    "invalid_filter": "筛选条件无法读取。", "The filter can't be read.";
    "filter_too_deep": "筛选条件嵌套超过 {max} 层。", "The filter is nested deeper than {max} levels.";
    "filter_too_large": "筛选条件超过 {max} 项。", "The filter has more than {max} conditions.";
    "invalid_operator": "这个字段不支持该比较方式。", "This field does not support that operator.";
    "invalid_sort": "排序条件无法读取。", "The sort order can't be read.";
    "invalid_cursor": "分页标记无效，请从第一页重新开始。", "The page cursor is not valid; start again from the first page.";
    "invalid_limit": "每页条数应为 1 到 {max}。", "The page size must be 1 to {max}.";
    "search_too_short": "请输入要搜索的内容。", "Type something to search for.";
    // --- metadata ---
    "invalid_name": "名称只能含小写字母、数字和下划线，并以字母开头。", "A name has only a-z, 0-9 and _, and begins with a letter.";
    "name_taken": "这个名称已被使用。", "This name is taken.";
    "label_required": "请填写名称。", "A label is required.";
    "would_loosen": "不能放宽系统自带的限制。", "A shipped restriction can't be loosened.";
    "option_in_use": "这个选项仍在使用，可停用而不能删除。", "This option is in use; it can be turned off but not removed.";
    "metadata_stale": "对象设置刚被更改，请刷新后再试。", "The object's settings changed meanwhile. Reload and try again.";
    "existing_values_break_rule": "已有 {count} 条记录不符合这条规则。", "{count} existing records break this rule.";
    "imports_full": "你有 {max} 个导入尚未完成，请先完成或放弃其中一些。", "You have {max} unfinished imports. Finish or discard some first.";
    "some_values_break_rule": "已有记录不符合这条规则。", "Some existing records break this rule.";
    "pipeline_incomplete": "流程至少需要一个进行中、一个赢单和一个输单阶段。", "A pipeline needs at least one open, one won and one lost stage.";
    "too_many_fields": "每个对象最多 {max} 个字段。", "An object has at most {max} fields.";
    "unknown_object": "没有这个对象。", "There is no such object.";
    "type_fixed": "字段类型建好后不能更改。", "A field's type can't be changed once it is made.";
    "setting_fixed": "这项设置不能更改。", "This setting can't be changed.";
    "invalid_pattern": "编号格式应有且仅有一个 {0000} 流水号，可加 {YYYY}、{MM}。", "A number pattern has exactly one running number such as {0000}, and may have {YYYY} and {MM}.";
    "invalid_formula": "公式第 {position} 个字符处有误。", "The formula is wrong at character {position}.";
    "too_many_objects": "自定义对象最多 {max} 个。", "There may be at most {max} objects of your own.";
    // --- identity ---
    "flow_gone": "登录步骤已超时或已结束，请重新开始。", "This sign-in took too long or is over. Please begin again.";
    "factor_failed": "验证码或验证方式不正确，或已使用过。", "The code or proof is not right, or was used before.";
    "step_up_required": "这项操作需要再次验证你的身份。", "Please prove once more who you are to do this.";
    "budget_spent": "这个令牌本小时可读取的记录数已用完，请在 {seconds} 秒后再试。", "The records this token may read in an hour are spent. Please wait {seconds} seconds.";
    "token_not_allowed": "令牌不能用于此操作。", "A token can't be used for this.";
    "token_scope_missing": "令牌的范围不包括此操作。", "The token's scopes do not cover this.";
    "tokens_forbidden": "公司规定不使用令牌。", "The company's rules allow no tokens.";
    "tokens_too_many": "令牌已达上限（{max} 个），请先撤销不用的。", "There are {max} tokens already. Revoke those that are not used.";
    "unknown_scope": "没有这个范围：{scope}", "There is no such scope: {scope}";
    "scope_not_held": "你没有这个范围对应的权限：{scope}", "You do not have the right of this scope: {scope}";
    "invalid_network": "不是有效的网段（如 203.0.113.0/24）。", "This is no network, such as 203.0.113.0/24.";
    "invalid_redirect_uri": "回调地址须为 https，或本机的 http，且不含片段与账号信息。", "A redirect address is https, or http on this machine, without a fragment or a user name.";
    "app_not_approved": "这个应用未获批准。", "This app is not approved.";
    "app_request_invalid": "应用的授权请求有误：{reason}", "The app's request is wrong: {reason}";
    "beyond_wanted": "不能超出应用登记的范围。", "That is more than the app was registered with.";
    "four_eyes": "须由登记人以外的管理员决定。", "Somebody else than who registered it must decide.";
    "apps_too_many_today": "你在过去 24 小时内已注册 {max} 个应用，请明天再试。", "You registered {max} apps within 24 hours. Please try again tomorrow.";
    "apps_too_many": "等待审批的应用已达上限（{max} 个）。", "There are {max} apps waiting for a decision already.";
    "passkeys_unavailable": "当前访问地址没有域名，不能使用通行密钥。", "Passkeys need an address with a name, not only a number.";
    "passkey_known": "这个通行密钥已绑定到一个账号。", "This passkey is bound to an account already.";
    "factor_required": "规定要求保留这种验证方式，请先绑定另一种。", "The rules ask for this factor. Bind another one first.";
    "last_way_in": "没有它你将无法再登录，请先设置另一种登录方式。", "You could not sign in any more without it. Set up another way first.";
    "factor_needed": "请先绑定一种验证方式。", "Bind a second factor first.";
    "sso_failed": "公司账号登录没有成功，请重试；仍不行请联系管理员。", "Signing in with the company account did not work. Try again, or ask an administrator.";
    "sso_unavailable": "企业登录服务暂时没有回应，请稍后再试。", "The company's sign-in service does not answer at the moment. Please try again shortly.";
    "sso_not_linked": "这个公司账号尚未与本系统的账号关联。已有账号的，请照原来的方式登录，在“我的安全”页关联；没有的，请联系管理员。", "This company account is not linked with an account here. If you have one, sign in as before and link it on the security page; if not, ask an administrator.";
    "sso_taken": "这个公司账号已与一个账号关联，或你已关联另一个。", "This company account is linked with an account already, or you are linked with another.";
    "sso_last_way": "取消关联后你将无法登录，请先设置另一种登录方式。", "You could not sign in any more without it. Set up another way first.";
    "sso_only": "本公司只用公司账号登录，请用公司账号接受邀请。", "Your company signs in with company accounts only. Accept the invitation with yours.";
    "sso_only_needs_provider": "只用公司账号登录时，至少要有一个启用的登录服务。", "While people sign in with company accounts only, one sign-in service must be on.";
    "sso_break_glass_needed": "请先指定至少一个应急账号：在职、有密码、已绑定第二种验证方式，并有权管理安全设置。", "Name at least one emergency account first: active, with a password, a second factor and the right to manage security.";
    "sso_settings": "登录服务的设置无法使用：issuer 须为 https 网址，并填写客户端标识。", "These settings can't be used: the issuer is an https address, and there is a client id.";
    "sso_issuer_fixed": "已有人关联这个登录服务，不能更换 issuer；请新建一个。", "People are linked with this service; its issuer can't change. Add another service.";
    "sso_logout_refused": "注销令牌无效。", "The logout token is not valid.";
    "link_invalid": "链接无效、已使用或已过期。", "The link is not valid, was used, or is over.";
    "unlock_failed": "无法解除等待，请检查邮箱与验证码。", "The wait could not be lifted. Check address and code.";
    "password_reused": "不能与最近 {last} 次使用过的密码相同。", "It must not be one of your last {last} passwords.";
    "too_many": "数量已达上限。", "There are as many as there may be.";
    "key_taken": "这个标识已被使用。", "This key is taken.";
    "sign_in_failed": "邮箱或密码不正确。", "The e-mail address or password is not right.";
    "password_too_short": "密码至少 {min} 个字符。", "A password has at least {min} characters.";
    "password_too_long": "密码最多 {max} 个字符。", "A password has at most {max} characters.";
    "password_common": "这个密码太常见，容易被猜到。", "This password is too common.";
    "password_classes": "密码须含大写字母、小写字母、数字、特殊字符中的 {min} 类，可补上：{missing}", "A password has {min} of upper case, lower case, digits and special characters. Add: {missing}";
    "password_breached": "这个密码曾出现在泄露的密码库中，请换一个。", "This password is among those known from leaks. Choose another.";
    "password_not_allowed": "本公司只用通行密钥登录，不能设置密码。", "Your company signs in with passkeys only; no password can be set.";
    "password_hint_keyboard": "键盘上相邻的键很容易猜到。", "Keys that lie side by side are easy to guess.";
    "password_hint_repeat": "重复的内容几乎不增加强度。", "Repeating something adds almost nothing.";
    "password_hint_sequence": "abc、6543 这样的顺序很容易猜到。", "Sequences such as abc or 6543 are easy to guess.";
    "password_hint_common": "它接近一个常用密码。", "It is close to a password many people use.";
    "password_hint_date": "年份和日期很容易猜到。", "Years and dates are easy to guess.";
    "password_hint_name": "姓名很容易猜到。", "Names are easy to guess.";
    "password_hint_word": "单独一个词很容易猜到。", "A single word is easy to guess.";
    "password_hint_own_words": "其中有公司、姓名或客户的名称，别人会先猜这些。", "It holds the name of the company, of you or of a customer; those are tried first.";
    "password_hint_longer": "再加一两个不常用的词。", "Add another uncommon word or two.";
    "password_wrong": "当前密码不正确。", "The current password is not right.";
    "setup_link_invalid": "设置链接无效或已使用。请在服务器上重新获取。", "The set-up link is not valid or was used. Get a new one on the server.";
    "setup_done": "系统已完成设置。", "Set-up is already done.";
    "invitation_invalid": "邀请链接无效、已使用或已过期。", "The invitation is not valid, was used, or has expired.";
    "email_taken": "这个邮箱已有账号。", "There is already an account with this e-mail address.";
    "last_security_officer": "至少要保留一位可用的安全管理员。", "At least one active security officer must remain.";
    "last_administrator": "至少要保留一位可用的管理员。", "At least one active administrator must remain.";
    "left_already": "此人已办理离职。", "This person has left already.";
    "handover_running": "记录正在交接，请等它完成。", "Records are being handed over; wait until that is done.";
    "successor_out_of_reach": "你无权访问此人的记录，不能指定接替人；请让管理员操作。", "You don't reach this person's records, so you can't say who gets them. Ask an administrator.";
    "self_change": "不能对自己执行此操作。", "You can't do this to yourself.";
    "team_not_empty": "团队中还有成员或下级团队。", "The team still has members or teams below it.";
    "team_cycle": "上级团队成环。", "The teams would form a circle.";
    "role_in_use": "仍有成员使用这个角色。", "People still have this role.";
    "role_shipped": "系统自带的角色不能删除；可复制后修改。", "A shipped role can't be removed; copy it and change the copy.";
    "wider_than_view": "范围不能大于查看范围。", "The scope can't be wider than that of viewing.";
    "title_hidden": "可查看的记录不能隐藏名称字段。", "The field that names a record can't be hidden where records may be viewed.";
    "escalation": "不能授予自己没有的权限。", "You can't grant rights you don't have.";
    "help_code_required": "请先让对方在客盾中打开校验码并读给你，核对后再操作。", "First have the person open a verification code in Kedun and read it out to you.";
    "help_officer_required": "这个账号目前不能登录，无法生成校验码，请由管理安全的人来操作。", "Nobody can sign in to this account now, so it can show no code. Whoever manages security can do this.";
    // --- files, import, export ---
    "file_type_refused": "不接受这种文件。", "This kind of file is not accepted.";
    "uploads_full": "你还有太多未关联到记录的文件（上限 {max} MiB）。请先保存或等待一天后自动清理。", "Too many of your uploads belong to no record yet (at most {max} MiB). Save them first, or wait a day until they are swept.";
    "files_full": "文件空间已满（上限 {max} MiB），请联系管理员。", "The room for files is full (at most {max} MiB). Please tell your administrator.";
    "rights_changed": "导出期间你的权限发生了变化，导出已中止。", "Your rights changed while the export ran; it was ended.";
    "required_hidden": "还缺少一个你无权查看的必填内容，请联系管理员。", "Something that is required, and that you may not see, is missing. Please tell your administrator.";
    "file_empty": "文件是空的。", "The file is empty.";
    "file_unreadable": "文件无法读取：{reason}", "The file can't be read: {reason}";
    "file_encoding": "无法识别文件的编码，请存为 UTF-8 或 GB18030。", "The file's encoding can't be recognized. Save it as UTF-8.";
    "file_wrong_encoding": "文件不是有效的 {encoding} 文本。", "The file is not valid {encoding} text.";
    "file_old_or_locked": "不能读取旧版 Excel（.xls）或加密的文件，请另存为 .xlsx 或 .csv。", "Old Excel files (.xls) and files with a password can't be read. Save as .xlsx or .csv.";
    "file_too_many_columns": "文件超过 {max} 列。", "The file has more than {max} columns.";
    "file_too_many_rows": "文件超过 {max} 行。", "The file has more than {max} rows.";
    "file_bomb": "文件解压后过大，已拒绝。", "The file unpacks to more than is safe and was refused.";
    "file_damaged": "工作簿已损坏，无法读取。", "The workbook is damaged and can't be read.";
    "file_no_such_sheet": "工作簿中没有这个工作表。", "There is no such sheet in the workbook.";
    "cell_too_long": "单元格内容过长。", "A cell holds more text than is allowed.";
    "csv_quotes": "第 {row} 行的引号不配对。", "The quotes in row {row} don't match.";
    "csv_columns": "第 {row} 行有 {found} 列，应为 {expected} 列。", "Row {row} has {found} columns where {expected} are expected.";
    "import_wrong_state": "导入当前的状态不能执行此操作。", "The import is not in a state where this can be done.";
    "import_mapping": "请先完成列的对应。", "Map the columns first.";
    "import_no_match": "找不到对应的记录。", "No matching record was found.";
    "import_ambiguous": "有 {count} 条记录同名，无法确定。", "{count} records have this name.";
    "import_unconfirmed": "相近的名称需要先确认。", "A similar name must be confirmed first.";
    "import_duplicate_key": "文件中有重复的键。", "The file has this key twice.";
    "import_error_cell": "单元格是公式错误。", "The cell holds a formula's error.";
    "import_refused": "按你的选择不导入。", "Left out, as you chose.";
    "import_not_open": "导入者已停用或不再有权限，导入已停止。", "Who began the import may no longer do it; it was stopped.";
    "cancelled": "已取消。", "Cancelled.";
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_has_words_in_both_languages_with_the_same_blanks() {
        let blanks = |text: &str| -> BTreeSet<String> {
            text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).map(Into::into).collect()
        };
        for words in ALL {
            assert!(!words.zh.is_empty() && !words.en.is_empty(), "{}", words.code);
            assert_eq!(blanks(words.zh), blanks(words.en), "{}", words.code);
        }
    }
}
