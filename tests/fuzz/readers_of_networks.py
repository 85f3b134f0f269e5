"""The lists of a network and summaries of funds: each spoilt beside sound ones, and all that is drawn of them."""

from datetime import date

from reading import Reader, room

from communitywelfare.io.network_csv import read_network, read_published
from communitywelfare.io.network_folder import gathered, sources_in
from communitywelfare.io.summary_json import parse_summary, summary_bytes
from communitywelfare.network import check_published, roll_up, summarise
from communitywelfare.reports.network_report import NetworkAsked, network_files
from communitywelfare.synthetic import Plan, make_package

__all__ = ["LISTS", "NETWORKS", "SUMMARY"]

_FUND = make_package(Plan(members=4, years=2, seed=4)).fund
SUMMARY = summary_bytes(summarise(_FUND, _FUND.as_of))

LISTS = {
    "areas.csv": "code,kind,name_th,name_en,parent,number,source\n16,PROVINCE,ลพบุรี,Lop Buri,,,\n"
    "1610,DISTRICT,ลำสนธิ,,16,,\n161006,TAMBON,เขาน้อย,,1610,,\nsao,SAO,อบต.,,1610,6,ที่มา\nZ4,ZONE,โซน 4,,16,,\n",
    "zones.csv": "zone,area,since,until,decided_by\nZ4,1610,2023-04-20,2030-01-01,เวที\n",
    "funds.csv": "fund_id,fund_name,area\nF01,กองทุนเขาน้อย,161006\nF2,ก,1610\n",
    "fund_areas.csv": "fund_id,area,since,until\nF01,sao,2020-01-01,\n",
    "fund_life.csv": "fund_id,step,date,into,reference\nF01,FOUNDED,2007-01-01,,\nF2,FOUNDED,2007-01-01,F01,มติ\n",
    "training.csv": "fund_id,topic,persons,since,until\nF01,SWF,2,2023-01-01,\n",
    "centres.csv": "fund_id,name,kind,area,since,until\nF01,ศูนย์หมู่ 2,CENTRE,161006,,\n",
    "tags.csv": "subject,tag,since,until\nF01,พื้นที่นวัตกรรม,,\n",
    "partners.csv": "subject,name,role,since,until\n161006,สภาองค์กรชุมชน,,,\n",
    "bodies.csv": "body,name,of,quorum,since,until\nB1,คณะทำงานโซน 4,Z4,1/2,2023-01-01,\n",
    "seats.csv": "body,person,role,since,until\nB1,P1,ประธาน,2023-01-01,\nB1,P2,,,2025-01-01\n",
    "meetings.csv": "meeting,body,date,present,minutes\nM1,B1,2023-04-20,P1 P2,\n",
    "resolutions.csv": "resolution,meeting,text,about,votes_for,votes_against\nR1,M1,เห็นชอบ,Z4,2,0\n",
    "plans.csv": "plan,name,of,since,until\nPL1,แผนโซน 4,Z4,2024-01-01,\n",
    "goals.csv": "goal,plan,text,indicator,baseline,target,measured,measured_on\nG1,PL1,ครอบคลุม,population,25,40.5,,\n"
    "G2,PL1,ฝายชะลอน้ำ,,0,3,1,2024-05-01\n",
    "activities.csv": "activity,goal,text,responsible,since,until,budget,source,state\n"
    "A1,G1,รับสมัคร,คณะทำงาน,2024-02-01,,30000,อบต.,UNDER_WAY\n",
    "published.csv": "id,text,unit,value,place,part,whole,total_of,as_of,source\n"
    'a,กองทุน,FUND,"1,234",16,,,b,,\nb,ร้อยละ,PERCENT,66.14,16,a,LAO,,2023-04-20,ข่าว\n',
}


def _with(name: str, contents: bytes) -> str:
    """A folder in which one list is spoilt and the others are whole."""
    folder = room() / "network"
    folder.mkdir(exist_ok=True)
    for file, text in LISTS.items():
        (folder / file).write_bytes(contents if file == name else text.encode())
    (folder / "F01.summary.json").write_bytes(contents if name == "F01.summary.json" else SUMMARY)
    return str(folder)


def _drawn(name: str, contents: bytes) -> object:
    """Everything that a report of a network takes from its folder."""
    folder = _with(name, contents)
    lists = read_network(folder)
    found = tuple(gathered(folder, sources_in(folder)))
    report = roll_up(lists.network, [each.value for each in found if each.value], on=date(2024, 9, 30))
    refused = tuple((each.source, each.refused) for each in found if each.refused)
    asked = NetworkAsked(
        network=lists.network,
        report=report,
        plans=lists.plans,
        governance=lists.governance,
        refused=refused,
        found=lists.findings,
        least=5,
    )
    network_files(asked, "th")
    return (*lists.findings, *report.findings, *(finding for _source, finding in refused))


def _published(contents: bytes) -> object:
    folder = _with("published.csv", contents)
    figures, findings = read_published(folder)
    return (*findings, *check_published(figures, read_network(folder).network.areas))


NETWORKS = (
    *(
        Reader(
            f"network/{name}",
            "csv",
            lambda it, name=name: _drawn(name, it),
            lambda name=name: [LISTS[name].encode()],
        )
        for name in LISTS
        if name != "published.csv"
    ),
    Reader("network/published.csv", "csv", _published, lambda: [LISTS["published.csv"].encode()]),
    Reader("network/a summary in a folder", "json", lambda it: _drawn("F01.summary.json", it), lambda: [SUMMARY]),
    Reader("summary of a fund", "json", lambda it: parse_summary(it, "F01.summary.json"), lambda: [SUMMARY]),
)
"""A reader for each list, and for summaries."""
