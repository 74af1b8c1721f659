use super::*;
use crate::api::object::Body;
use crate::apimachinery::meta::ObjectMeta;
use crate::kubectl::testing::Bench;
use expect_test::expect;

fn tell(bench: &mut Bench, name: &str, reason: &str, count: i64) {
    let about = bench.api.get(Kind::DaemonSet, "default", "agent").unwrap().reference();
    let event = Event {
        field_path: "".into(),
        involved_object: about,
        reason: reason.into(),
        message: format!("{reason} happened").into(),
        is_warning: reason.starts_with("Failed"),
        component: "daemonset-controller".into(),
        host: "".into(),
        first_timestamp: crate::apimachinery::time::Time(10_000),
        last_timestamp: bench.now,
        count,
        action: "".into(),
    };
    let object = Object { meta: ObjectMeta::named("default", name), body: Body::Event(event) };
    bench.api.create(object).unwrap();
}

#[test]
fn events_are_listed_filtered_and_watched() {
    let mut bench = Bench::new();
    bench.create_daemon_set("agent");
    let mut text = bench.type_lines("events\nevents -A");
    tell(&mut bench, "agent.2", "SuccessfulCreate", 1);
    bench.wait(20);
    tell(&mut bench, "agent.1", "FailedCreate", 5);
    bench.wait(2);
    text += &bench.type_lines(
        "events
events -A --types=warning
events --for ds/agent --no-headers
events --for pod/agent
events --for agent
events --types=Odd
events -o name
get events
get events -o wide
get events --field-selector type=Warning,involvedObject.name=agent
describe ds agent
describe event agent.2
events -w --types Normal",
    );
    tell(&mut bench, "agent.3", "SuccessfulDelete", 1);
    text += &bench.poll();
    expect![[r#"
            $ events
            ! No events found in default namespace.
            $ events -A
            ! No events found.
            $ events
            LAST SEEN          TYPE      REASON             OBJECT            MESSAGE
            22s                Normal    SuccessfulCreate   DaemonSet/agent   SuccessfulCreate happened
            2s (x5 over 22s)   Warning   FailedCreate       DaemonSet/agent   FailedCreate happened
            $ events -A --types=warning
            NAMESPACE   LAST SEEN          TYPE      REASON         OBJECT            MESSAGE
            default     2s (x5 over 22s)   Warning   FailedCreate   DaemonSet/agent   FailedCreate happened
            $ events --for ds/agent --no-headers
            22s                Normal    SuccessfulCreate   DaemonSet/agent   SuccessfulCreate happened
            2s (x5 over 22s)   Warning   FailedCreate       DaemonSet/agent   FailedCreate happened
            $ events --for pod/agent
            ! No events found in default namespace.
            $ events --for agent
            ! error: --for must be in resource/name form
            [exit 1]
            $ events --types=Odd
            ! error: valid --types are Normal or Warning
            [exit 1]
            $ events -o name
            event/agent.2
            event/agent.1
            $ get events
            LAST SEEN   TYPE      REASON             OBJECT            MESSAGE
            2s          Warning   FailedCreate       daemonset/agent   FailedCreate happened
            22s         Normal    SuccessfulCreate   daemonset/agent   SuccessfulCreate happened
            $ get events -o wide
            LAST SEEN   TYPE      REASON             OBJECT            SUBOBJECT   SOURCE                 MESSAGE                     FIRST SEEN   COUNT   NAME
            2s          Warning   FailedCreate       daemonset/agent               daemonset-controller   FailedCreate happened       22s          5       agent.1
            22s         Normal    SuccessfulCreate   daemonset/agent               daemonset-controller   SuccessfulCreate happened   22s          1       agent.2
            $ get events --field-selector type=Warning,involvedObject.name=agent
            LAST SEEN   TYPE      REASON         OBJECT            MESSAGE
            2s          Warning   FailedCreate   daemonset/agent   FailedCreate happened
            $ describe ds agent
            Name:           agent
            Namespace:      default
            Selector:       app=agent
            Node-Selector:  <none>
            Labels:         <none>
            Annotations:    deprecated.daemonset.template.generation: 1
            Desired Number of Nodes Scheduled: 0
            Current Number of Nodes Scheduled: 0
            Number of Nodes Scheduled with Up-to-date Pods: 0
            Number of Nodes Scheduled with Available Pods: 0
            Number of Nodes Misscheduled: 0
            Pods Status:  0 Running / 0 Waiting / 0 Succeeded / 0 Failed
            Pod Template:
              Labels:  app=agent
              Containers:
               agent:
                Image:         agent:v1
                Port:          <none>
                Host Port:     <none>
                Environment:   <none>
                Mounts:        <none>
              Volumes:         <none>
              Node-Selectors:  <none>
              Tolerations:     <none>
            Events:
              Type     Reason            Age               From                  Message
              ----     ------            ----              ----                  -------
              Normal   SuccessfulCreate  22s               daemonset-controller  SuccessfulCreate happened
              Warning  FailedCreate      2s (x5 over 22s)  daemonset-controller  FailedCreate happened
            $ describe event agent.2
            Name:             agent.2
            Namespace:        default
            Labels:           <none>
            Annotations:      <none>
            API Version:      v1
            Count:            1
            Event Time:       <nil>
            First Timestamp:  2026-01-05T08:00:10Z
            Involved Object:
              API Version:       apps/v1
              Kind:              DaemonSet
              Name:              agent
              Namespace:         default
              Resource Version:  7
              UID:               0c4ad7fc-a35e-4d18-b110-1d9cc8f503b8
            Kind:                Event
            Last Timestamp:      2026-01-05T08:00:10Z
            Message:             SuccessfulCreate happened
            Metadata:
              Creation Timestamp:  2026-01-05T08:00:10Z
              Resource Version:    8
              UID:                 7e4d5e0d-cb62-4d66-bf51-25b023d4ca93
            Reason:                SuccessfulCreate
            Reporting Component:   daemonset-controller
            Reporting Instance:    
            Source:
              Component:  daemonset-controller
            Type:         Normal
            Events:       <none>
            $ events -w --types Normal
            LAST SEEN   TYPE     REASON             OBJECT            MESSAGE
            22s         Normal   SuccessfulCreate   DaemonSet/agent   SuccessfulCreate happened
            [waiting]
            22s         Normal   SuccessfulDelete   DaemonSet/agent   SuccessfulDelete happened
            [waiting]
        "#]].assert_eq(&text);
}
