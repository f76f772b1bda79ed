"""Starts MiniStack with the patches below, on the clock of the test.

A patch stands for one thing that MiniStack does otherwise than AWS: its docstring says what AWS
does and which page of AWS says so. The list with reasons is docs/adr/0016.
"""

import contextvars
import datetime
import json
import threading

import clock  # noqa: I001 - before MiniStack, which takes the time from what this replaces
from ministack import app
from ministack.services import budgets, eventbridge, scheduler, ses_v2, stepfunctions
from ministack.services.cloudformation import provisioners

# Waits for a task token and schedules follow the leaps of the test's clock.
stepfunctions.threading = clock.threading_by_this_clock
scheduler._SCHEDULE_TICK_INTERVAL = 0.1

resources = provisioners._RESOURCE_HANDLERS


def patch(owner, name):
    """Replaces `owner.name` (or `owner[name]`) by the decorated function, called with the original first."""

    def replace(function):
        isdict = isinstance(owner, dict)
        original = owner.get(name) if isdict else getattr(owner, name)

        def patched(*args, **kwargs):
            return function(original, *args, **kwargs)

        owner.__setitem__(name, patched) if isdict else setattr(owner, name, patched)
        return patched

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


def resource_type(name, create, delete):
    """Lets a template declare what the service itself can create; `create` answers name and attributes."""

    def created(logical_id, props, stack_name):
        generated = provisioners._physical_name(stack_name, logical_id, max_len=48)
        (status, _, body), *identity = create(props, generated)
        if status >= 400:
            raise ValueError(f"{name}: {body}")
        return identity

    resources[name] = {"create": created, "delete": lambda id, _props: delete(id)}


def create_archive(props, generated):
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-archive.html"""
    name, pattern = props.get("ArchiveName") or generated, json.dumps(props.get("EventPattern", {}))
    source = {"EventSourceArn": props["SourceArn"], "EventPattern": pattern}
    answer = eventbridge._create_archive({**props, **source, "ArchiveName": name})
    arn = eventbridge._archives.get(name, {}).get("ArchiveArn")
    return answer, name, {"Arn": arn, "ArchiveName": name}


def create_budget(props, generated):
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-budgets-budget.html"""
    budget = {"BudgetName": generated, **props["Budget"]}
    if limit := budget.get("BudgetLimit"):
        budget["BudgetLimit"] = {**limit, "Amount": str(limit["Amount"])}
    return budgets._create_budget({**props, "Budget": budget}), budget["BudgetName"], {}


resource_type(
    "AWS::Events::Archive", create_archive, lambda id: eventbridge._delete_archive({"ArchiveName": id})
)
resource_type(
    "AWS::Budgets::Budget", create_budget, lambda id: budgets._delete_budget({"BudgetName": id})
)


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


def publish_sending_event(email, message_id, event, detail):
    tags = {tag["Name"]: [tag["Value"]] for tag in email.get("EmailTags") or []}
    tags["ses:configuration-set"] = [email["ConfigurationSetName"]]
    now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")
    now = now.replace("+00:00", "Z")
    mail = {"timestamp": now, "messageId": message_id, "tags": tags, **email["Destination"]}
    what = {"timestamp": now, **detail} if event == "Delivery" else detail
    body = json.dumps({"eventType": event, "mail": mail, event.lower(): what})
    entry = {"Source": "aws.ses", "DetailType": DETAIL_TYPES[event], "Detail": body}
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)


DETAIL_TYPES = {"Send": "Email Sent", "Delivery": "Email Delivered"}


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
        for seconds, event, detail in ((1, "Send", {}), (2, "Delivery", recipients)):
            if destination["Enabled"] and event.upper() in destination["MatchingEventTypes"]:
                work = (publish_sending_event, email, message_id, event, detail)
                threading.Timer(seconds, contextvars.copy_context().run, work).start()
    return answer


app.main()
