"""Starts MiniStack with the patches below, on the clock of the test.

A patch stands for one thing that MiniStack does otherwise than AWS: its docstring says what AWS
does and which page of AWS says so. The list with reasons is docs/adr/0016.
"""

import contextvars
import datetime
import functools
import json
import threading

import clock  # noqa: I001 - before MiniStack, which takes the time from what this replaces
from ministack import app
from ministack.services import eventbridge, scheduler, ses_v2, sqs, stepfunctions
from ministack.services.cloudformation import provisioners

# Waits for a task token and schedules follow the leaps of the test's clock.
stepfunctions.threading = clock.threading_by_this_clock
scheduler._SCHEDULE_TICK_INTERVAL = 0.1

resources = provisioners._RESOURCE_HANDLERS


def patch(owner, name):
    """Replaces a member of a module or dictionary; the decorated function is given what it replaces first."""
    members = owner if isinstance(owner, dict) else vars(owner)

    def replace(function):
        members[name] = functools.partial(function, members.get(name))
        return function

    return replace


@patch(stepfunctions, "_execute_task")
def timeout_from_expression(original, state, data, execution, context):
    """TimeoutSeconds may be a JSONata expression.

    https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html
    """
    if isinstance(state.get("TimeoutSeconds"), str):
        field = stepfunctions._jsonata_state_field
        state = {**state, "TimeoutSeconds": field(state, "TimeoutSeconds", "number", data, context)}
    return original(state, data, execution, context)


# A template may declare these. They keep or watch, and nothing of ours reads them back: here each
# has a name and does nothing.
TYPES = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-{}.html"
INERT = {
    "AWS::Budgets::Budget": TYPES.format("budgets-budget"),
    "AWS::Events::Archive": TYPES.format("events-archive"),
    "AWS::Logs::QueryDefinition": TYPES.format("logs-querydefinition"),
}


def name_only(logical_id, _props, stack_name):
    return provisioners._physical_name(stack_name, logical_id, max_len=48), {}


for inert in INERT:
    resources.setdefault(inert, {"create": name_only, "delete": lambda _id, _props: None})


@patch(resources["AWS::SES::EmailIdentity"], "create")
def dkim_records_of_an_identity(original, logical_id, props, stack_name):
    """Fn::GetAtt of a domain identity answers the three DKIM records to publish.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ses-emailidentity.html
    """
    name, attributes = original(logical_id, props, stack_name)
    for nth in (1, 2, 3):
        attributes[f"DkimDNSTokenName{nth}"] = f"token{nth}._domainkey.{name}"
        attributes[f"DkimDNSTokenValue{nth}"] = f"token{nth}.dkim.amazonses.com"
    return name, attributes


@patch(provisioners, "_cw_metric_alarm_record")
def alarm_on_an_expression(original, name, props):
    """An alarm may watch an expression over metrics; here it exists and is never evaluated.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html
    """
    if not props.get("Metrics"):
        return original(name, props)
    single = {**props, "Metrics": None, "MetricName": "expression", "Namespace": "expression"}
    return {**original(name, single), "MetricName": "", "Namespace": "", "Metrics": props["Metrics"]}


def publish_sending_event(email, message_id, event, facts):
    now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")
    now = now.replace("+00:00", "Z")
    tags = {tag["Name"]: [tag["Value"]] for tag in email.get("EmailTags") or []}
    tags["ses:configuration-set"] = [email["ConfigurationSetName"]]
    mail = {"timestamp": now, "messageId": message_id, "tags": tags}
    detail = {"eventType": event, "mail": mail, event.lower(): {"timestamp": now, **facts}}
    name = {"Send": "Email Sent", "Delivery": "Email Delivered"}[event]
    entry = {"Source": "aws.ses", "DetailType": name, "Detail": json.dumps(detail)}
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)


@patch(ses_v2, "handle_request")
async def sending_events_of_an_email(original, method, path, headers, body, query):
    """The event destinations of a configuration set hear what becomes of each e-mail, soon after.

    https://docs.aws.amazon.com/ses/latest/dg/monitor-sending-using-event-publishing-setup.html
    https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html
    """
    answer = await original(method, path, headers, body, query)
    email = json.loads(body) if method == "POST" and path.endswith("/outbound-emails") else {}
    known = ses_v2._config_sets.get(email.get("ConfigurationSetName")) or {}
    for destination in (known.get("EventDestinations") or {}).values() if answer[0] == 200 else ():
        message_id = json.loads(answer[2])["MessageId"]
        recipients = {"recipients": email["Destination"]["ToAddresses"]}
        for seconds, event, facts in ((1, "Send", {}), (2, "Delivery", recipients)):
            if destination["Enabled"] and event.upper() in destination["MatchingEventTypes"]:
                work = (publish_sending_event, email, message_id, event, facts)
                threading.Timer(seconds, contextvars.copy_context().run, work).start()
    return answer


@patch(sqs._HANDLERS, "StartMessageMoveTask")
def move_dead_letters(_unknown, data, _url):
    """Dead letters go back to the queue that each came from, as if new.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
    """
    letters = sqs._queue_by_arn(data["SourceArn"])["messages"]
    for letter in letters:
        source = sqs._queue_by_arn(letter["sys"].pop("DeadLetterQueueSourceArn"))
        source["messages"].append({**letter, "receive_count": 0, "first_receive_at": None})
    letters.clear()
    return {"TaskHandle": "moved"}


app.main()
