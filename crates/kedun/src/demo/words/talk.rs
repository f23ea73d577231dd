//! What people write about their work. `{c}` is the customer, `{p}` a product, `{n}` a person.
//!
//! Each kind of activity has lines in Chinese and, for customers abroad, in English: a subject and what follows.

type Lines = &'static [(&'static str, &'static str)];

/// The lines of one kind of activity.
pub(crate) struct Talk {
    pub(crate) zh: Lines,
    pub(crate) en: Lines,
}

impl Talk {
    /// The lines for a customer of that language.
    pub(crate) fn of(&self, english: bool) -> Lines {
        if english { self.en } else { self.zh }
    }
}

/// Tasks.
pub(crate) const TASKS: Talk = Talk {
    zh: &[
        ("给{c}发送{p}报价", "按 10 台数量出阶梯价，附交付周期与质保条款。"),
        ("整理{c}的需求清单", "把上次会议的 12 条需求分成必须、期望、二期三类。"),
        ("跟进{c}合同盖章进度", "法务已过，等用印；问清楚是否需要纸质原件。"),
        ("为{c}准备{p}样机", "样机从上海仓发出，随附电源和夹具。"),
        ("回访{c}验收后使用情况", "重点问节拍、误报率和操作工反馈。"),
        ("协调{p}技术支持到{c}", "需要一名视觉工程师到场两天。"),
        ("催{c}第二期款", "发票已开三周，联系财务确认付款日期。"),
        ("制作{c}投标文件", "技术标与商务标分册，周五前内部评审。"),
        ("确认{c}现场网络条件", "需要固定 IP 和一台内网服务器，问信息部。"),
        ("安排{c}参观标杆工厂", "上午参观产线，下午技术交流，提前报车牌。"),
    ],
    en: &[
        (
            "Send {c} the quote for {p}",
            "Tiered prices for 10 and 25 units, delivery ex works, 24 months warranty.",
        ),
        ("Prepare the trial of {p} for {c}", "Ship the demo unit with the power supply and the fixture."),
        ("Chase the signed NDA from {c}", "Legal has had it for two weeks; ask {n} who holds it."),
        ("Write the business case with {c}", "They need payback under 18 months for the capex form."),
        ("Book travel for the site visit at {c}", "Two engineers, two nights; safety shoes required."),
        ("Answer the security questionnaire of {c}", "84 questions; the compliance team takes part B."),
    ],
};

/// Calls.
pub(crate) const CALLS: Talk = Talk {
    zh: &[
        ("与{n}沟通{p}方案", "客户认可方案，担心停线时间，约定下周给出切换计划。"),
        ("电话回访{n}", "设备运行稳定，希望增加两个工位，预算明年一季度批。"),
        ("{n}来电询价", "询 {p} 十台的价格与交期，口头报目录价，今天发正式报价。"),
        ("确认{c}招标时间", "招标公告预计下月初挂网，评标办法为综合评分。"),
        ("与{n}确认验收安排", "周三上午到场，验收标准以技术协议附件二为准。"),
        ("沟通付款进度", "财务说本月额度已满，承诺下月 10 日前付清。"),
        ("技术答疑", "解释了接口协议与数据存储位置，客户要求本地部署。"),
        ("首次电话联系{c}", "对方正在看三家供应商，愿意听介绍，约了视频会议。"),
    ],
    en: &[
        (
            "Call with {n} about {p}",
            "Likes the accuracy, worries about integration with the existing line. Sending two references.",
        ),
        (
            "{n} called about delivery",
            "Wants the units before the summer shutdown; promised an answer by Thursday.",
        ),
        (
            "Qualification call with {c}",
            "Budget exists, decision in the next quarter, two competitors invited.",
        ),
        ("Follow-up after the demo", "Operators were convinced; purchasing asks for a framework price."),
        ("Discussed the contract draft", "Open points: liability cap and data location. {n} talks to legal."),
    ],
};

/// Meetings.
pub(crate) const MEETINGS: Talk = Talk {
    zh: &[
        ("{c}方案交流会", "议程：1. 现状诊断 2. {p}介绍 3. 投资回报测算 4. 下一步"),
        ("{c}项目启动会", "明确双方项目经理、里程碑和沟通机制。"),
        ("{c}合同谈判", "焦点：付款比例、质保期、违约条款。"),
        ("{c}季度业务回顾", "回顾运行数据、工单情况与二期规划。"),
        ("{p}线上演示", "演示缺陷检测与看板，预留 20 分钟答疑。"),
        ("{c}技术评审", "评审机械接口、网络拓扑和安全要求。"),
    ],
    en: &[
        (
            "Solution workshop with {c}",
            "1. Where the line stands 2. {p} 3. Return on investment 4. Next steps",
        ),
        ("Quarterly review with {c}", "Uptime, open tickets, plans for the second line."),
        ("{p} online demo for {c}", "Live inspection of their own samples, 20 minutes for questions."),
        ("Contract negotiation with {c}", "Payment schedule, warranty, acceptance criteria."),
    ],
};

/// Notes.
pub(crate) const NOTES: Talk = Talk {
    zh: &[
        (
            "需求要点",
            "<p>核心诉求：</p><ul><li>漏检率低于 0.1%</li><li>节拍不超过 1.2 秒</li><li>与现有 MES 对接</li></ul>",
        ),
        ("竞争情况", "<p>竞品报价比我们低 <strong>8%</strong>，但不含安装调试，质保只有一年。</p>"),
        ("决策链梳理", "<p>{n} 是技术推荐人，最终由分管副总拍板，采购只谈价格。</p>"),
        ("微信沟通记录", "<p>{n}：样品检测结果不错，请把正式报告发我，周会上汇报。</p>"),
        ("现场观察", "<p>三条产线只有一条联网，夜班无人值守，可以切入远程运维。</p>"),
        ("价格策略", "<p>首单可给到 92 折，换取标杆案例与参观权；低于 90 折需总监批准。</p>"),
        ("交付风险", "<p>光源交期 5 周，建议先发主机，光源随后补发。</p>"),
        ("客户反馈", "<p>界面清爽，操作工半天就会用；希望报表能导出到邮件。</p>"),
    ],
    en: &[
        (
            "Key requirements",
            "<p>Must have:</p><ul><li>false rejects below 0.5%</li><li>cycle time 1.2 s</li><li>OPC UA to the line PLC</li></ul>",
        ),
        ("Who decides", "<p>{n} recommends, the plant director signs, group purchasing sets the frame.</p>"),
        (
            "Competition",
            "<p>The incumbent offers a <strong>5%</strong> discount for staying; service is their weak point.</p>",
        ),
        (
            "After the site visit",
            "<p>Only one of three lines is connected. Night shift runs unattended: remote service is the door opener.</p>",
        ),
        ("Feedback on the trial", "<p>Operators learned it in half a day; they want reports by e-mail.</p>"),
    ],
};

/// Visits.
pub(crate) const VISITS: Talk = Talk {
    zh: &[
        ("拜访{c}", "见到{n}，参观了两条产线，确认改造范围，下周提交方案。"),
        ("{c}现场勘查", "测量了安装空间与节拍，供电满足要求，需加装防护栏。"),
        ("{c}设备验收", "连续运行 8 小时无故障，客户签字验收。"),
        ("{c}节前走访", "送上日历，顺带了解明年预算，二期有望上半年启动。"),
        ("{c}售后回访", "更换一只光源，培训了新来的两名操作工。"),
    ],
    en: &[
        ("Site visit at {c}", "Walked the line with {n}; scope confirmed, proposal due in ten days."),
        ("Acceptance at {c}", "Eight hours without a stop; protocol signed."),
        ("Courtesy visit at {c}", "Met the new plant director. Next year's budget is drafted in October."),
    ],
};

/// Next steps of a deal.
pub(crate) const NEXT_STEPS: Talk = Talk {
    zh: &[
        ("发送正式报价", ""),
        ("安排技术交流", ""),
        ("等待客户内部立项", ""),
        ("提交样品检测报告", ""),
        ("约总经理面谈", ""),
        ("确认合同条款", ""),
        ("跟进招标公告", ""),
        ("参观标杆客户", ""),
        ("协商付款方式", ""),
        ("提供试用方案", ""),
    ],
    en: &[
        ("Send the revised quote", ""),
        ("Book the reference visit", ""),
        ("Wait for budget approval", ""),
        ("Agree on acceptance criteria", ""),
        ("Meet the plant director", ""),
        ("Start the four-week trial", ""),
    ],
};

/// Why a deal was lost, in a seller's words.
pub(crate) const LOST: Talk = Talk {
    zh: &[
        ("竞品报价低 15%，且承诺免费安装。", ""),
        ("客户预算被集团砍掉，明年再看。", ""),
        ("技术路线不同，客户选择自研。", ""),
        ("关键人离职，项目搁置。", ""),
        ("交期无法满足开工时间。", ""),
        ("客户最终选择与集团统一供应商合作。", ""),
    ],
    en: &[
        ("The incumbent matched our price and kept the service contract.", ""),
        ("Capex freeze until the next fiscal year.", ""),
        ("Our delivery time missed their shutdown window.", ""),
        ("They decided to build it in-house.", ""),
    ],
};

/// What a lead wants.
pub(crate) const NEEDS: Talk = Talk {
    zh: &[
        ("想了解{p}的价格和交期，准备改造一条装配线。", ""),
        ("官网留言：需要外观检测方案，样品可寄送。", ""),
        ("展会上看过演示，希望安排上门介绍。", ""),
        ("计划上 MES，正在比较三家供应商。", ""),
        ("老厂搬迁，想一次性规划网络与数据采集。", ""),
        ("需要旧设备联网，大约 60 台机床。", ""),
    ],
    en: &[
        ("Asked on the web site for a price of {p} and a trial.", ""),
        ("Met at the fair; wants surface inspection for castings.", ""),
        ("Looks for a partner to connect 40 older machines.", ""),
        ("Compares three MES vendors before the end of the quarter.", ""),
    ],
};

/// Where a lead came from in detail.
pub(crate) const ORIGINS: [(&str, &str); 8] = [
    ("event", "华东工业自动化展 B3 展位"),
    ("web", "官网联系表单"),
    ("ad", "搜索广告：机器视觉"),
    ("referral", "老客户介绍"),
    ("call", "400 来电"),
    ("web", "White paper download"),
    ("event", "Smart Factory Expo"),
    ("partner", "渠道伙伴推荐"),
];
