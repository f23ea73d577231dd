//! The demo company's own people: a tree of teams, every role, one password.

use std::collections::HashMap;
use std::sync::Arc;

use access::Principal;
use anyhow::Context as _;
use identity::{Acting, Device, Invite, NewTeam, TeamChange};
use metadata::Metadata;
use model::{Locale, TeamId, UserId};
use records::Caller;
use server::House;

use crate::commands::told;

/// The zone everybody of the demo lives in.
pub(crate) const ZONE: &str = "Asia/Shanghai";
/// The domain of their addresses; nobody can own it (RFC 2606).
pub(crate) const DOMAIN: &str = "demo.kedun.example";

/// The teams: name, the team above, the manager's place in the address.
const TEAMS: [(&str, Option<&str>, &str); 14] = [
    ("星桥智造", None, "shen.guodong"),
    ("销售中心", Some("星桥智造"), "shen.guodong"),
    ("华东大区", Some("销售中心"), "lin.wanqing"),
    ("华南大区", Some("销售中心"), "he.zhiyuan"),
    ("华北大区", Some("销售中心"), "zhao.liming"),
    ("国际业务 International", Some("销售中心"), "emily.carter"),
    ("上海团队", Some("华东大区"), "gu.mingyue"),
    ("杭州团队", Some("华东大区"), "xu.jiahang"),
    ("深圳团队", Some("华南大区"), "liang.weijie"),
    ("广州团队", Some("华南大区"), "ou.yangxue"),
    ("北京团队", Some("华北大区"), "song.haitao"),
    ("天津团队", Some("华北大区"), "meng.fanrui"),
    ("市场与服务", Some("星桥智造"), "tang.shiqi"),
    ("财务与合规", Some("星桥智造"), "qian.sumei"),
];

/// The people: name, the address's local part, role, team, language.
const PEOPLE: [(&str, &str, &str, &str, &str); 33] = [
    ("沈国栋", "shen.guodong", "sales_manager", "销售中心", "zh"),
    ("林婉清", "lin.wanqing", "sales_manager", "华东大区", "zh"),
    ("何志远", "he.zhiyuan", "sales_manager", "华南大区", "zh"),
    ("赵立明", "zhao.liming", "sales_manager", "华北大区", "zh"),
    ("Emily Carter", "emily.carter", "sales_manager", "国际业务 International", "en"),
    ("顾明月", "gu.mingyue", "sales_manager", "上海团队", "zh"),
    ("许嘉航", "xu.jiahang", "sales_manager", "杭州团队", "zh"),
    ("梁伟杰", "liang.weijie", "sales_manager", "深圳团队", "zh"),
    ("欧阳雪", "ou.yangxue", "sales_manager", "广州团队", "zh"),
    ("宋海涛", "song.haitao", "sales_manager", "北京团队", "zh"),
    ("孟凡睿", "meng.fanrui", "sales_manager", "天津团队", "zh"),
    ("陈思远", "chen.siyuan", "sales_rep", "上海团队", "zh"),
    ("王雨桐", "wang.yutong", "sales_rep", "上海团队", "zh"),
    ("周子昂", "zhou.ziang", "sales_rep", "上海团队", "zh"),
    ("李沐阳", "li.muyang", "sales_rep", "杭州团队", "zh"),
    ("方晓彤", "fang.xiaotong", "sales_rep", "杭州团队", "zh"),
    ("黄俊豪", "huang.junhao", "sales_rep", "深圳团队", "zh"),
    ("罗诗雅", "luo.shiya", "sales_rep", "深圳团队", "zh"),
    ("邓家明", "deng.jiaming", "sales_rep", "广州团队", "zh"),
    ("蔡若琳", "cai.ruolin", "sales_rep", "广州团队", "zh"),
    ("刘振宇", "liu.zhenyu", "sales_rep", "北京团队", "zh"),
    ("高静怡", "gao.jingyi", "sales_rep", "北京团队", "zh"),
    ("韩雪峰", "han.xuefeng", "sales_rep", "天津团队", "zh"),
    ("于佳慧", "yu.jiahui", "sales_rep", "天津团队", "zh"),
    ("James Wilson", "james.wilson", "sales_rep", "国际业务 International", "en"),
    ("Sofia Marino", "sofia.marino", "sales_rep", "国际业务 International", "en"),
    ("唐诗琪", "tang.shiqi", "marketing", "市场与服务", "zh"),
    ("白一帆", "bai.yifan", "marketing", "市场与服务", "zh"),
    ("马晓燕", "ma.xiaoyan", "service_agent", "市场与服务", "zh"),
    ("秦昊", "qin.hao", "service_agent", "市场与服务", "zh"),
    ("钱素梅", "qian.sumei", "read_only", "财务与合规", "zh"),
    ("卢守诚", "lu.shoucheng", "security_officer", "财务与合规", "zh"),
    ("严谨之", "yan.jinzhi", "auditor", "财务与合规", "zh"),
];

/// One of them, ready to work.
pub(crate) struct Person {
    pub(crate) id: UserId,
    pub(crate) role: &'static str,
    pub(crate) team: &'static str,
    pub(crate) email: String,
    pub(crate) name: &'static str,
    /// The system, going on for them.
    pub(crate) caller: Caller,
}

/// The addresses everybody will have.
pub(crate) fn addresses() -> impl Iterator<Item = String> {
    PEOPLE.iter().map(|(_, local, ..)| address(local))
}

fn address(local: &str) -> String {
    format!("{local}@{DOMAIN}")
}

/// Makes the teams, invites everybody and accepts each invitation with the password, on behalf of the administrator.
pub(crate) async fn hire(house: &House, by: &Acting, password: &str) -> anyhow::Result<Vec<Person>> {
    let teams = make_teams(house, by).await?;
    let metadata = house.records.metadata();
    let mut ids = Vec::with_capacity(PEOPLE.len());
    for person in &PEOPLE {
        ids.push(invite(house, by, person, &teams, &metadata, password).await?);
    }
    for (name, _, manager) in &TEAMS {
        let at = PEOPLE.iter().position(|(_, local, ..)| local == manager);
        let manager = at.and_then(|at| ids.get(at)).copied();
        let team = teams.get(name).copied().context("a team is missing")?;
        let change = TeamChange { version: 1, manager: Some(manager), ..TeamChange::default() };
        refused(house.identity.team_change(by, team, change).await, name)?;
    }
    // The directory is taken when all stand in it: rights depend on teams and their managers.
    let directory = house.identity.directory();
    let mut staff = Vec::with_capacity(PEOPLE.len());
    for ((name, local, role, team, language), id) in PEOPLE.into_iter().zip(ids) {
        let principal =
            Principal::on_behalf(&directory, id).context("a person who was just made is not there")?;
        let caller = caller(principal, if language == "en" { Locale::En } else { Locale::Zh });
        staff.push(Person { id, role, team, email: address(local), name, caller });
    }
    Ok(staff)
}

/// Somebody of the demo as `records` wants them.
pub(crate) fn caller(principal: Principal, locale: Locale) -> Caller {
    Caller { principal, session: None, address: None, locale, zone: ZONE.into() }
}

async fn make_teams(house: &House, by: &Acting) -> anyhow::Result<HashMap<&'static str, TeamId>> {
    let mut made = HashMap::new();
    for (name, above, _) in TEAMS {
        let parent = above.and_then(|above| made.get(above)).copied();
        let team = NewTeam { name: name.into(), parent, manager: None };
        let team = refused(house.identity.team_create(by, team).await, name)?;
        made.insert(name, team.id);
    }
    Ok(made)
}

/// Invites a person and goes the same way through the link as they would, then signs them out again.
async fn invite(
    house: &House,
    by: &Acting,
    (name, local, role, team, language): &(&str, &str, &str, &'static str, &str),
    teams: &HashMap<&'static str, TeamId>,
    metadata: &Arc<Metadata>,
    password: &str,
) -> anyhow::Result<UserId> {
    let invite = Invite {
        email: address(local),
        name: (*name).into(),
        team: teams.get(team).copied(),
        roles: vec![(*role).into()],
        language: (*language).into(),
    };
    let invited = refused(house.identity.user_invite(by, invite, metadata).await, name)?;
    let token = invited.path.rsplit('/').next().context("an invitation has no token")?;
    let entered = house.identity.invitation_accept(token, name, password, language, &Device::default()).await;
    let entered =
        refused(entered, name)?.signed_in().context("a new colleague is asked for more than a password")?;
    let session = entered.session.id;
    let id = invited.user.id;
    let principal = Principal::person(&house.identity.directory(), id, Some(session));
    let principal = principal.context("a person who just came in is not there")?;
    let them = Acting { principal, session: Some(session), address: None };
    refused(house.identity.sign_out(&them).await, name)?;
    Ok(id)
}

fn refused<T>(result: Result<T, model::Problem>, what: &str) -> anyhow::Result<T> {
    result.map_err(|problem| anyhow::anyhow!("{what}: {}", told(&problem)))
}
