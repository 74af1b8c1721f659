use crate::kubectl::testing::check;
use expect_test::expect;

#[test]
fn fields_are_explained_one_by_one() {
    check(
        "explain ds.spec
explain daemonset.spec.updateStrategy.type
explain ds.spec.template.spec.nodeName
explain daemonsets.apps.spec.template.metadata.labels
explain pods.spec.containers.ports
explain node.spec.taints.effect
explain ds.spec.template.spec.volumes.hostPath --api-version=apps/v1",
        expect![[r#"
            $ explain ds.spec
            GROUP:      apps
            KIND:       DaemonSet
            VERSION:    v1

            FIELD: spec <DaemonSetSpec>


            DESCRIPTION:
                What is wanted: which pod, on which nodes, and how it is updated.
            ····
            FIELDS:
              minReadySeconds	<integer>
                How long a new pod must be ready before it counts as available and the
                update goes on. 0 by default.

              revisionHistoryLimit	<integer>
                How many old revisions are kept to go back to. 10 by default.

              selector	<LabelSelector> -required-
                Which pods belong to it. Must match the labels of the template, and can not
                be changed later.

              template	<PodTemplateSpec> -required-
                The pod to run on each node. Its node selector, affinity and tolerations say
                which nodes fit. A change to it makes a new revision and starts an update.

              updateStrategy	<DaemonSetUpdateStrategy>
                How pods of an old template are replaced.


            $ explain daemonset.spec.updateStrategy.type
            GROUP:      apps
            KIND:       DaemonSet
            VERSION:    v1

            FIELD: type <string>
            ENUM:
                OnDelete
                RollingUpdate

            DESCRIPTION:
                RollingUpdate replaces pods by itself, OnDelete waits until somebody deletes
                them. RollingUpdate by default.
            ····

            $ explain ds.spec.template.spec.nodeName
            GROUP:      apps
            KIND:       DaemonSet
            VERSION:    v1

            FIELD: nodeName <string>


            DESCRIPTION:
                The node it runs on. Set by the scheduler; set by hand it passes the
                scheduler by.
            ····

            $ explain daemonsets.apps.spec.template.metadata.labels
            GROUP:      apps
            KIND:       DaemonSet
            VERSION:    v1

            FIELD: labels <map[string]string>


            DESCRIPTION:
                Keys and values to choose it by.
            ····

            $ explain pods.spec.containers.ports
            KIND:       Pod
            VERSION:    v1

            FIELD: ports <[]ContainerPort>


            DESCRIPTION:
                The ports it listens on. With a host port only one such pod fits on a node.
                A port of a container.
            ····
            FIELDS:
              containerPort	<integer> -required-
                The port in the pod, 1 to 65535.

              hostIP	<string>
                The address of the node to bind the host port to.

              hostPort	<integer>
                The port on the node. Two pods with the same one do not fit on a node.

              name	<string>
                A name for services and probes to call it by.

              protocol	<string>
              enum: SCTP, TCP, UDP
                TCP, UDP or SCTP. TCP by default.


            $ explain node.spec.taints.effect
            KIND:       Node
            VERSION:    v1

            FIELD: effect <string>
            ENUM:
                NoExecute
                NoSchedule
                PreferNoSchedule

            DESCRIPTION:
                NoSchedule keeps new pods away, PreferNoSchedule tries to, NoExecute drives
                running ones out too.
            ····

            $ explain ds.spec.template.spec.volumes.hostPath --api-version=apps/v1
            GROUP:      apps
            KIND:       DaemonSet
            VERSION:    v1

            FIELD: hostPath <HostPathVolumeSource>


            DESCRIPTION:
                A file or folder of the node.
            ····
            FIELDS:
              path	<string> -required-
                Its path on the node.

              type	<string>
              enum: "", BlockDevice, CharDevice, Directory, ....
                What must be there, or is made.


        "#]],
    );
}

#[test]
fn the_tree_of_fields_is_printed_without_sentences() {
    check(
        "explain ds.spec.updateStrategy --recursive
explain pod.spec.topologySpreadConstraints --recursive=true
explain controllerrevisions -R",
        expect![[r#"
            $ explain ds.spec.updateStrategy --recursive
            GROUP:      apps
            KIND:       DaemonSet
            VERSION:    v1

            FIELD: updateStrategy <DaemonSetUpdateStrategy>


            DESCRIPTION:
                How pods of an old template are replaced.
            ····
            FIELDS:
              rollingUpdate	<RollingUpdateDaemonSet>
                maxSurge	<IntOrString>
                maxUnavailable	<IntOrString>
              type	<string>
              enum: OnDelete, RollingUpdate

            $ explain pod.spec.topologySpreadConstraints --recursive=true
            KIND:       Pod
            VERSION:    v1

            FIELD: topologySpreadConstraints <[]TopologySpreadConstraint>


            DESCRIPTION:
                How pods spread over zones or nodes.
            ····
            FIELDS:
              labelSelector	<LabelSelector>
                matchExpressions	<[]LabelSelectorRequirement>
                  key	<string> -required-
                  operator	<string> -required-
                  values	<[]string>
                matchLabels	<map[string]string>
              matchLabelKeys	<[]string>
              maxSkew	<integer> -required-
              minDomains	<integer>
              nodeAffinityPolicy	<string>
              enum: Honor, Ignore
              nodeTaintsPolicy	<string>
              enum: Honor, Ignore
              topologyKey	<string> -required-
              whenUnsatisfiable	<string> -required-
              enum: DoNotSchedule, ScheduleAnyway

            $ explain controllerrevisions -R
            GROUP:      apps
            KIND:       ControllerRevision
            VERSION:    v1

            DESCRIPTION:
                A template as it once was, kept to go back to.
            ····
            FIELDS:
              apiVersion	<string>
              data	<RawExtension>
              kind	<string>
              metadata	<ObjectMeta>
                annotations	<map[string]string>
                creationTimestamp	<string>
                deletionGracePeriodSeconds	<integer>
                deletionTimestamp	<string>
                finalizers	<[]string>
                generateName	<string>
                generation	<integer>
                labels	<map[string]string>
                managedFields	<[]ManagedFieldsEntry>
                  apiVersion	<string>
                  fieldsType	<string>
                  fieldsV1	<FieldsV1>
                  manager	<string>
                  operation	<string>
                  subresource	<string>
                  time	<string>
                name	<string>
                namespace	<string>
                ownerReferences	<[]OwnerReference>
                  apiVersion	<string> -required-
                  blockOwnerDeletion	<boolean>
                  controller	<boolean>
                  kind	<string> -required-
                  name	<string> -required-
                  uid	<string> -required-
                resourceVersion	<string>
                selfLink	<string>
                uid	<string>
              revision	<integer> -required-

        "#]],
    );
}

#[test]
fn what_is_not_there_is_not_explained() {
    check(
        "explain
explain ds pods
explain nosuch
explain ds.spec.nosuch
explain ds.apps.spec
explain ds.metadata.labels.app
explain ds.spec.template.spec.containers[0].image
explain ds --api-version=apps/v2
explain pods --api-version=apps/v1
explain pods --api-version=a/b/c
explain ds -o yaml
explain deployments",
        expect![[r#"
            $ explain
            ! error: You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.
            [exit 1]
            $ explain ds pods
            ! error: We accept only this format: explain RESOURCE
            [exit 1]
            $ explain nosuch
            ! error: the server doesn't have a resource type "nosuch"
            [exit 1]
            $ explain ds.spec.nosuch
            GROUP:      apps
            KIND:       DaemonSet
            VERSION:    v1

            ! error: field "nosuch" does not exist
            [exit 1]
            $ explain ds.apps.spec
            GROUP:      apps
            KIND:       DaemonSet
            VERSION:    v1

            ! error: field "spec" does not exist
            [exit 1]
            $ explain ds.metadata.labels.app
            GROUP:      apps
            KIND:       DaemonSet
            VERSION:    v1

            ! error: field "app" does not exist
            [exit 1]
            $ explain ds.spec.template.spec.containers[0].image
            ! error: invalid jsonpath syntax, first node must be field node
            [exit 1]
            $ explain ds --api-version=apps/v2
            ! error: couldn't find resource for "apps/v2, Resource=daemonsets"
            [exit 1]
            $ explain pods --api-version=apps/v1
            ! error: GVR (apps/v1, Resource=pods) not found in OpenAPI schema
            [exit 1]
            $ explain pods --api-version=a/b/c
            ! error: unexpected GroupVersion string: a/b/c
            [exit 1]
            $ explain ds -o yaml
            ! error: unrecognized format: yaml
            [exit 1]
            $ explain deployments
            ! error: the fields of deployments.apps are not known here: this playground does not simulate them
            [exit 1]
        "#]],
    );
}
