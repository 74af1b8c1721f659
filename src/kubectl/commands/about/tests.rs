use crate::kubectl::testing::check;
use expect_test::expect;

#[test]
fn kubectl_tells_of_itself_and_the_server() {
    check(
        "version
version --client -o json
version x
api-resources --api-group=apps
api-resources --api-group=apps -o wide --namespaced=true --no-headers
api-resources --namespaced=false --api-group= -o name
api-resources --sort-by=age
api-resources -o x
api-resources --verbs=create,get --sort-by=kind --api-group=authorization.k8s.io
api-resources --namespaced=true --verbs=create --api-group= -o wide
api-versions
cluster-info",
        expect![[r#"
            $ version
            Client Version: v1.36.4
            Kustomize Version: v5.8.1
            Server Version: v1.36.2
            $ version --client -o json
            {
              "clientVersion": {
                "compiler": "gc",
                "gitTreeState": "clean",
                "gitVersion": "v1.36.4",
                "major": "1",
                "minor": "36",
                "platform": "linux/amd64"
              },
              "kustomizeVersion": "v5.8.1"
            }
            $ version x
            ! error: extra arguments: [x]
            [exit 1]
            $ api-resources --api-group=apps
            NAME                  SHORTNAMES   APIVERSION   NAMESPACED   KIND
            controllerrevisions                apps/v1      true         ControllerRevision
            daemonsets            ds           apps/v1      true         DaemonSet
            deployments           deploy       apps/v1      true         Deployment
            replicasets           rs           apps/v1      true         ReplicaSet
            statefulsets          sts          apps/v1      true         StatefulSet
            $ api-resources --api-group=apps -o wide --namespaced=true --no-headers
            controllerrevisions            apps/v1   true   ControllerRevision   create,delete,deletecollection,get,list,patch,update,watch   
            daemonsets            ds       apps/v1   true   DaemonSet            create,delete,deletecollection,get,list,patch,update,watch   all
            deployments           deploy   apps/v1   true   Deployment           create,delete,deletecollection,get,list,patch,update,watch   all
            replicasets           rs       apps/v1   true   ReplicaSet           create,delete,deletecollection,get,list,patch,update,watch   all
            statefulsets          sts      apps/v1   true   StatefulSet          create,delete,deletecollection,get,list,patch,update,watch   all
            $ api-resources --namespaced=false --api-group= -o name
            componentstatuses
            namespaces
            nodes
            persistentvolumes
            $ api-resources --sort-by=age
            ! error: --sort-by accepts only name or kind
            [exit 1]
            $ api-resources -o x
            ! error: unable to match a printer suitable for the output format "x", allowed formats are: json,kyaml,name,wide,yaml
            [exit 1]
            $ api-resources --verbs=create,get --sort-by=kind --api-group=authorization.k8s.io
            NAME   SHORTNAMES   APIVERSION   NAMESPACED   KIND
            $ api-resources --namespaced=true --verbs=create --api-group= -o wide
            NAME                     SHORTNAMES   APIVERSION   NAMESPACED   KIND                    VERBS                                                        CATEGORIES
            bindings                              v1           true         Binding                 create                                                       
            configmaps               cm           v1           true         ConfigMap               create,delete,deletecollection,get,list,patch,update,watch   
            endpoints                ep           v1           true         Endpoints               create,delete,deletecollection,get,list,patch,update,watch   
            events                   ev           v1           true         Event                   create,delete,deletecollection,get,list,patch,update,watch   
            limitranges              limits       v1           true         LimitRange              create,delete,deletecollection,get,list,patch,update,watch   
            persistentvolumeclaims   pvc          v1           true         PersistentVolumeClaim   create,delete,deletecollection,get,list,patch,update,watch   
            pods                     po           v1           true         Pod                     create,delete,deletecollection,get,list,patch,update,watch   all
            podtemplates                          v1           true         PodTemplate             create,delete,deletecollection,get,list,patch,update,watch   
            replicationcontrollers   rc           v1           true         ReplicationController   create,delete,deletecollection,get,list,patch,update,watch   all
            resourcequotas           quota        v1           true         ResourceQuota           create,delete,deletecollection,get,list,patch,update,watch   
            secrets                               v1           true         Secret                  create,delete,deletecollection,get,list,patch,update,watch   
            serviceaccounts          sa           v1           true         ServiceAccount          create,delete,deletecollection,get,list,patch,update,watch   
            services                 svc          v1           true         Service                 create,delete,deletecollection,get,list,patch,update,watch   all
            $ api-versions
            admissionregistration.k8s.io/v1
            apiextensions.k8s.io/v1
            apiregistration.k8s.io/v1
            apps/v1
            authentication.k8s.io/v1
            authorization.k8s.io/v1
            autoscaling/v1
            autoscaling/v2
            batch/v1
            certificates.k8s.io/v1
            coordination.k8s.io/v1
            discovery.k8s.io/v1
            events.k8s.io/v1
            flowcontrol.apiserver.k8s.io/v1
            networking.k8s.io/v1
            node.k8s.io/v1
            policy/v1
            rbac.authorization.k8s.io/v1
            resource.k8s.io/v1
            scheduling.k8s.io/v1
            storage.k8s.io/v1
            v1
            $ cluster-info
            Kubernetes control plane is running at https://192.0.2.1:6443

            To further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.
        "#]],
    );
}

#[test]
fn resources_print_as_the_object_that_discovery_gives() {
    check(
        "api-resources --api-group=scheduling.k8s.io -o json
api-resources --api-group=apps --categories=all --sort-by=kind -o yaml",
        expect![[r#"
            $ api-resources --api-group=scheduling.k8s.io -o json
            {
                "kind": "APIResourceList",
                "apiVersion": "v1",
                "groupVersion": "",
                "resources": [
                    {
                        "name": "priorityclasses",
                        "singularName": "priorityclass",
                        "namespaced": false,
                        "group": "scheduling.k8s.io",
                        "version": "v1",
                        "kind": "PriorityClass",
                        "verbs": [
                            "create",
                            "delete",
                            "deletecollection",
                            "get",
                            "list",
                            "patch",
                            "update",
                            "watch"
                        ],
                        "shortNames": [
                            "pc"
                        ]
                    }
                ]
            }
            $ api-resources --api-group=apps --categories=all --sort-by=kind -o yaml
            apiVersion: v1
            groupVersion: ""
            kind: APIResourceList
            resources:
            - categories:
              - all
              group: apps
              kind: DaemonSet
              name: daemonsets
              namespaced: true
              shortNames:
              - ds
              singularName: daemonset
              verbs:
              - create
              - delete
              - deletecollection
              - get
              - list
              - patch
              - update
              - watch
              version: v1
            - categories:
              - all
              group: apps
              kind: Deployment
              name: deployments
              namespaced: true
              shortNames:
              - deploy
              singularName: deployment
              verbs:
              - create
              - delete
              - deletecollection
              - get
              - list
              - patch
              - update
              - watch
              version: v1
            - categories:
              - all
              group: apps
              kind: ReplicaSet
              name: replicasets
              namespaced: true
              shortNames:
              - rs
              singularName: replicaset
              verbs:
              - create
              - delete
              - deletecollection
              - get
              - list
              - patch
              - update
              - watch
              version: v1
            - categories:
              - all
              group: apps
              kind: StatefulSet
              name: statefulsets
              namespaced: true
              shortNames:
              - sts
              singularName: statefulset
              verbs:
              - create
              - delete
              - deletecollection
              - get
              - list
              - patch
              - update
              - watch
              version: v1
        "#]],
    );
}
