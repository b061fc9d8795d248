"""Where the heading of a clause ends. Sources print headings without a separator: 目的为了加强…, 运营总监全面负责…."""

import re

# Headings of rules documents as they stand alone. A heading may also be two of them: 目的与依据, 工作时间和考勤.
HEADINGS = frozenset(
    """
    总则 总述 概述 引言 前言 绪论 导言 序言 附则 附录 其他 其它 其他规定 其他事项 其它事项 其他要求 补充规定 补充说明 结语 说明 背景 释义 定义 术语 名词解释 解释权 解释 生效 施行日期 生效日期
    目的 制定目的 编制目的 管理目的 宗旨 依据 制定依据 编制依据 法律依据 意义 重要性 适用范围 范围 适用对象 对象 使用范围 管理范围 服务范围 服务对象 考核对象 考核范围 保密范围 采购范围
    原则 基本原则 总体原则 管理原则 工作原则 制定原则 考核原则 奖惩原则 用人原则 服务原则 指导思想 理念 服务理念 经营理念 管理理念 核心价值 使命 愿景 总体要求 基本要求 一般要求 一般规定 工作要求 管理要求
    组织架构 组织结构 组织机构 部门架构 部门结构 部门组织架构 部门组织结构 部门设置 机构设置 岗位设置 职位设置 人员配置 人员编制 编制 人员构成 人员安排 团队构成 管理机构 管理体系
    部门职责 岗位职责 工作职责 职责 主要职责 职责分工 职责与权限 职责和权限 职责权限 职责划分 权限 部门权限 管理权限 工作权限 管理职责 责任 责任分工 责任制 部门定位 岗位要求 任职要求 任职资格 部门配合 工作内容 日常工作
    部长职责 经理职责 主管职责 员工职责 人员职责 岗位说明 工作分工 工作安排 工作计划 工作任务 任务分配 工作流程 业务流程 运营流程 服务流程 办理流程 操作流程 操作规程 审批流程 内部审批流程 处理流程 报销流程
    请假流程 申请流程 流程管理 流程规范 流程优化 流程监控 流程设计 流程改进 工作制度 工作规范 工作标准 工作纪律 劳动纪律 工作时间 作息时间 上班时间 开放时间 营业时间 服务时间 工作进展 工作进展报告 工作报告 工作汇报 日常管理
    考勤 考勤制度 考勤管理 考勤记录 考勤规定 考勤要求 打卡 打卡制度 打卡签到 签到制度 迟到早退 迟到处理 迟到、早退处理 旷工 旷工处理 请假 请假制度 请假条 请假规定 休假 休假制度 加班 加班制度 加班规定 调休 值班 值班制度
    值班责任 值班责任制 值班安排 会议 会议制度 会议管理 会议纪律 会议记录 部门会议 部门例会 例会 例会制度 例会时间 例会考勤 会场纪律 团队会议 跨部门会议 跨部门协作 沟通 沟通机制 沟通渠道 内部沟通 沟通与反馈 沟通与协作 汇报 汇报制度 定期汇报 合作与协调
    培训 培训计划 培训内容 培训方式 培训评估 培训制度 培训管理 培训与发展 岗前培训 入职培训 定期培训 服务培训 培训激励 招聘 招聘需求 招聘渠道 招聘计划 招聘与选拔 招聘与培训 员工招聘 面试流程 录用决策 录用 入职手续 入职 转岗 转岗调职 职业发展 职业发展规划 晋升
    绩效考核 绩效管理 绩效评估 考核 考核制度 考核内容 考核标准 考核办法 考核方法 考核方式 考核周期 考核指标 考核指标设定 考核程序 考核结果 考核结果应用 考核应用 考核与激励 考核与奖惩 评价标准 奖惩 奖惩制度 奖惩机制 奖惩措施 奖惩办法 奖惩条例 奖励 奖励制度 奖励办法 激励 激励机制 处罚 处罚办法 处罚规定 惩罚 违规处理 违纪处理 违纪行为 责任追究 申诉 申诉机制 罚则
    离职 离职管理 离职申请 离职面谈 离职手续 离职手续办理 工作交接 交接 薪酬福利 薪资福利 福利待遇 薪酬管理
    行为规范 员工行为规范 行为准则 职业道德 职业操守 职业素养 着装 着装规范 着装要求 着装仪表 仪容仪表 仪表 仪表仪态 言行举止 言行举止规范 礼仪规范 文明用语 团队协作 团队协作规范 团队精神 团队建设 团队合作 遵守时间 服从管理 保守机密 服从指挥
    保密 保密制度 保密措施 保密要求 保密规定 保密义务 信息保密 资料保密 信息安全 信息管理 信息系统 信息管理制度 数据管理 数据收集 数据分析 数据备份 数据安全 文件管理 文件整理 档案管理 资料管理 资料归档
    安全 安全制度 安全管理 安全生产 安全检查 安全防范 安全培训 安全责任 安全责任制 安全要求 安全操作 安全演练 消防安全 消防 隐患排查 隐患处理 应急预案 应急处理 异常处理 故障处理 故障报告 故障上报 事故处理 环境卫生 卫生管理 卫生要求
    财务制度 财务管理 财务管理制度 财务审批 财务审批流程 财务报告 费用管理 费用报销 报销制度 报销流程 预算管理 预算 成本控制 成本管理 成本分析 资金管理 资产管理 物资管理 物资管理制度 办公用品 办公用品管理 设备管理 设备检查 设备维护 设备保养 设备采购 采购管理 采购需求 采购合同 采购流程 供应商管理 供应商筛选 合同管理 合同签订 合同执行 车辆管理 车辆保养
    运营策略 运营计划 运营目标 运营策划 运营管理 运营流程规范 运营分析 运营评估 市场调研 市场推广 市场部 市场营销 营销策略 推广计划 宣传活动 活动策划 产品开发 产品咨询 品牌推广 客户服务 客户管理 客户关系 客户关系管理 客户关系维护 客户投诉 客户投诉处理 投诉处理 投诉记录 客户咨询 客户回访 客户培训 需求确认 方案制定 任务执行 项目启动 项目实施 项目执行 项目结束 项目管理 质量管理 质量控制 质量监控 进度跟踪 进度管理 成果验收 交付确认 售后服务 业务审批 服务规范 服务标准 服务质量 服务态度 服务效率 服务承诺 服务意识 服务考核 服务改进 服务监督 服务项目 服务内容 服务宣传 满意度调查
    实施 实施目标 实施计划 实施步骤 监督 监督检查 监督与考核 监督考核 监督机制 持续改进 改进措施 改进途径 制度宣贯 制度完善 信息化支持 修订 修订与解释 制度修订 执行与监督 执行 检查 评估 总结评估 附件
    """.split()
)
RUN_IN = HEADINGS | frozenset(
    "内部培训 外部培训 在线学习 在线培训 线上学习 线上培训 现场培训 外派培训 自主学习 专题培训 口头警告 书面警告 事假 病假 年假 婚假 产假 丧假 工伤假 陪产假 探亲假".split()
)
TAILS = (
    "制度|规定|办法|细则|规范|原则|职责|权限|流程|程序|管理|要求|标准|时间|范围|目的|依据|策略|计划|机制|架构|结构|考核|培训|措施|纪律|方式|方法|内容|周期|渠道|"
    "目标|体系|设置|分工|处理|分析|报告|汇报|会议|沟通|协调|安全|卫生|服务|维护|优化|监控|改进|设计|规划|评估|评价|激励|奖惩|奖励|处罚|保密|备份|反馈|招聘|选拔|"
    "使用|更新|升级|监管|保养|布局|途径|进展|安排|配置|推广|调研|开发|建设|发展|控制|执行|实施|监督|验收|交付|交接|归档|咨询|投诉|回访|满意度|申诉|责任制|责任"
)
OPENERS = (
    "为了|为(?:进一步|规范|加强|保证|保障|确保|提高|使|完善|健全|明确|适应|促进|维护|实现|满足|更好|统一|推动|严肃|有效)|本(?:制度|规定|办法|规章|规范|条例|细则|守则|手册|方案|公司|部门|中心|站|科|处|章)|"
    "所有|全体|凡|各(?:部门|级|岗位|单位|站)|每[位个名日天周月季年]|(?:员工|职工|工作人员|运营人员|客服人员|各部门)(?:应|须|必须|需|不得|要|在|请|如|可|入|离|上|每)|公司(?:将|应|设|为|所有|全体|实行|对|员工|采用|根据)|"
    "[\u4e00-\u9fff]{2,6}部(?:门)?(?:负责|设|应|须|必须|根据|按|下设|全体|员工|将|需|的|由)|部门(?:设|负责|员工|应|内|全体|所有|将)|根据|按照|依照|定期|对于|凡是|由于|严格|认真|积极|建立|制定|实行|应当|必须|不得|如遇|如有"
)
CONTINUES = re.compile(
    r" ?(?:[应须要需的是由将可会不能和与及或、,等在中内以外上下前后之所时已均各按分则]|必须|包括|包含|采用|完成|进行|分为|为(?!了|规范|加强|进一步|保证|保障|确保|提高|使|完善|健全|明确|适应|促进|维护|实现|满足|更好|统一|推动)|根据|得[到以]|达到|有[关效])"
)
_BY_LENGTH = sorted({len(word) for word in HEADINGS}, reverse=True)
COMPOUND = re.compile("[与和及、]")
GENERAL = re.compile(rf"(?P<heading>[\u4e00-\u9fff、]{{2,14}}?(?:{TAILS})) ?(?={OPENERS})")
ROLE = re.compile(
    r"(?P<role>[\u4e00-\u9fff]{0,6}?(?:总监|总经理|副经理|经理|主管|专员|助理|部长|科长|处长|站长|主任|组长|班长|店长|队长|编辑|设计师|工程师|美工|会计|出纳|文员|策划|司机|驾驶员|客服人员|服务人员|运营人员|管理人员|工作人员)(?:助理)?)"
    r"(?=全面|负责|协助|组织|制定|按照|根据|主持|管理|参与|完成|统筹|执行|对|在|收集|领导|贯彻|承担|指导|做好|支持)"
)
DUTIES = re.compile("职责|岗位|分工|职权|责任|人员|角色|任务")
SENTENCE = re.compile(r"[^。;!?\n]*[。;!?]|[^。;!?\n]+")
LONGEST_TITLE, LONGEST_TERM, LONGEST_LINE = 20, 20, 24
INNER = re.compile(r"[。,;!?:\"“”\[\]_]")
TERM = re.compile(r"(?P<term>[^。,;!?:\n\[\]]{1,24}?) ?:")
ANNOUNCES = re.compile("应当?$|应做到|如下|下列|以下|包括|必须做到|要做到|不得有|之一的?$|分为|[是为有]$|有权$|例如$|如$")


def heading_end(line: str, is_alone: bool, is_section: bool) -> tuple[int, int]:
    """Where the heading of the line ends, and where its text begins; (0, 0) when it has none.

    line: the first line behind the marker, in the matching copy. is_alone: other text or clauses follow below it.
    is_section: the marker is one that sections carry (第一章, 第一条, 一、).
    """
    body = line.strip(" ")
    if not body:
        return 0, 0
    if not INNER.search(body) and len(body) <= LONGEST_LINE:
        if known := _known(body):
            if known == len(body) or line[known : known + 1] == " ":
                return known, known
        elif " " in body and (end := _spaced(line)):
            return end, end
        if is_section or is_alone or body in HEADINGS:
            general = _glued(line)
            return general if general[0] and len(body) > 12 else (len(body), len(line))
    for find in (_spaced_heading, _term, _glued):
        if (found := find(line))[0]:
            return found
    return 0, 0


def _spaced(line: str) -> int:
    end = line.find(" ")
    return end if 2 <= end <= 12 and line[:end] in HEADINGS else 0


def _spaced_heading(line: str) -> tuple[int, int]:
    """第一条 目的 为了…"""
    end = _spaced(line)
    return end, end


def _term(line: str) -> tuple[int, int]:
    """合法性原则:本制度…"""
    match = TERM.match(line)
    if match is None or len(match["term"]) > LONGEST_TERM or ANNOUNCES.search(match["term"]) or re.search(r"\d$", match["term"]):
        return 0, 0
    return match.end("term"), match.end()


def _glued(line: str) -> tuple[int, int]:
    """目的为了…, 运营策略运营部负责…"""
    if (known := _known(line)) and not CONTINUES.match(line[known:]):
        return known, known
    match = GENERAL.match(line)
    return (match.end("heading"), match.end()) if match else (0, 0)


def _known(line: str) -> int:
    """The length of the known heading at the start of the line; two of them joined count as one."""
    first = _longest(line, 0)
    if first and COMPOUND.match(line[first : first + 1]) and (second := _longest(line, first + 1)):
        return second
    return first


def _longest(line: str, start: int) -> int:
    for length in _BY_LENGTH:
        if line[start : start + length] in HEADINGS and len(line) >= start + length:
            return start + length
    return 0


def role_end(line: str) -> int:
    """The length of the role at the start of a list of its duties; 0 when there is none."""
    match = ROLE.match(line)
    return match.end("role") if match else 0


def is_duties(heading: str, text: str) -> bool:
    """Whether a text that begins with a role lists its duties, one a sentence."""
    sentences = [one for one in SENTENCE.findall(text) if one.strip()]
    return len(sentences) >= 3 or (len(sentences) >= 2 and bool(DUTIES.search(heading)))
