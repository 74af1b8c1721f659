use crate::kubectl::testing::{Bench, check};
use expect_test::expect;

#[test]
fn pages_show_their_kinds() {
    check(
        "describe ds agent
describe ds age
describe ns default
describe node n1
describe nodes --show-events=false
describe ds nosuch
describe deploy
describe
describe pods -A",
        expect![[r#"
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
                Events:            <none>
                $ describe ds age
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

                $ describe ns default
                Name:         default
                Labels:       kubernetes.io/metadata.name=default
                Annotations:  <none>
                Status:       Active

                No resource quota.

                No LimitRange resource.
                $ describe node n1
                Name:               n1
                Roles:              <none>
                Labels:             kubernetes.io/hostname=n1
                                    zone=a
                Annotations:        <none>
                CreationTimestamp:  Mon, 05 Jan 2026 08:00:00 +0000
                Taints:             <none>
                Unschedulable:      false
                Lease:              Failed to get lease: leases.coordination.k8s.io "n1" not found
                Addresses:
                System Info:
                  Machine ID:                 
                  System UUID:                
                  Boot ID:                    
                  Kernel Version:             
                  OS Image:                   
                  Operating System:           
                  Architecture:               
                  Container Runtime Version:  
                  Kubelet Version:            
                Non-terminated Pods:          (0 in total)
                  Namespace                   Name    CPU Requests  CPU Limits  Memory Requests  Memory Limits  Age
                  ---------                   ----    ------------  ----------  ---------------  -------------  ---
                Allocated resources:
                  (Total limits may be over 100 percent, i.e., overcommitted.)
                  Resource           Requests  Limits
                  --------           --------  ------
                  cpu                0 (0%)    0 (0%)
                  memory             0 (0%)    0 (0%)
                  ephemeral-storage  0 (0%)    0 (0%)
                Events:              <none>
                $ describe nodes --show-events=false
                Name:               n1
                Roles:              <none>
                Labels:             kubernetes.io/hostname=n1
                                    zone=a
                Annotations:        <none>
                CreationTimestamp:  Mon, 05 Jan 2026 08:00:00 +0000
                Taints:             <none>
                Unschedulable:      false
                Lease:              Failed to get lease: leases.coordination.k8s.io "n1" not found
                Addresses:
                System Info:
                  Machine ID:                 
                  System UUID:                
                  Boot ID:                    
                  Kernel Version:             
                  OS Image:                   
                  Operating System:           
                  Architecture:               
                  Container Runtime Version:  
                  Kubelet Version:            
                Non-terminated Pods:          (0 in total)
                  Namespace                   Name    CPU Requests  CPU Limits  Memory Requests  Memory Limits  Age
                  ---------                   ----    ------------  ----------  ---------------  -------------  ---
                Allocated resources:
                  (Total limits may be over 100 percent, i.e., overcommitted.)
                  Resource           Requests  Limits
                  --------           --------  ------
                  cpu                0 (0%)    0 (0%)
                  memory             0 (0%)    0 (0%)
                  ephemeral-storage  0 (0%)    0 (0%)


                Name:               n2
                Roles:              <none>
                Labels:             kubernetes.io/hostname=n2
                                    zone=b
                Annotations:        <none>
                CreationTimestamp:  Mon, 05 Jan 2026 08:00:00 +0000
                Taints:             <none>
                Unschedulable:      false
                Lease:              Failed to get lease: leases.coordination.k8s.io "n2" not found
                Addresses:
                System Info:
                  Machine ID:                 
                  System UUID:                
                  Boot ID:                    
                  Kernel Version:             
                  OS Image:                   
                  Operating System:           
                  Architecture:               
                  Container Runtime Version:  
                  Kubelet Version:            
                Non-terminated Pods:          (0 in total)
                  Namespace                   Name    CPU Requests  CPU Limits  Memory Requests  Memory Limits  Age
                  ---------                   ----    ------------  ----------  ---------------  -------------  ---
                Allocated resources:
                  (Total limits may be over 100 percent, i.e., overcommitted.)
                  Resource           Requests  Limits
                  --------           --------  ------
                  cpu                0 (0%)    0 (0%)
                  memory             0 (0%)    0 (0%)
                  ephemeral-storage  0 (0%)    0 (0%)
                $ describe ds nosuch
                ! Error from server (NotFound): daemonsets.apps "nosuch" not found
                [exit 1]
                $ describe deploy
                ! No resources found in default namespace.
                $ describe
                ! error: You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.
                [exit 1]
                $ describe pods -A
                ! No resources found
            "#]],
    );
}

#[test]
fn a_template_is_shown_with_all_its_parts() {
    let mut bench = Bench::new();
    bench.files.put("full.yaml", FULL);
    expect![[r#"
        $ create -f full.yaml
        daemonset.apps/full created
        $ describe ds full
        Name:           full
        Namespace:      default
        Selector:       app=full,tier in (log,web)
        Node-Selector:  disk=ssd,zone=a
        Labels:         app=full
                        tier=log
        Annotations:    deprecated.daemonset.template.generation: 1
                        long:
                          012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567...
                        note:
                          a
                          b
        Desired Number of Nodes Scheduled: 0
        Current Number of Nodes Scheduled: 0
        Number of Nodes Scheduled with Up-to-date Pods: 0
        Number of Nodes Scheduled with Available Pods: 0
        Number of Nodes Misscheduled: 0
        Pods Status:  0 Running / 0 Waiting / 0 Succeeded / 0 Failed
        Pod Template:
          Labels:           app=full
                            tier=log
          Annotations:      a: b
          Service Account:  robot
          Init Containers:
           init:
            Image:      init:1
            Port:       <none>
            Host Port:  <none>
            Command:
              sh
              -c
              echo a
              echo b
            Args:
              x
            Environment:  <none>
            Mounts:       <none>
          Containers:
           main:
            Image:       main:1
            Ports:       80/TCP (http), 443/UDP
            Host Ports:  0/TCP (http), 8443/UDP
            Limits:
              memory:  128Mi
            Requests:
              cpu:      100m
              memory:   64Mi
            Liveness:   http-get http://:http/healthz delay=0s timeout=1s period=10s #success=1 #failure=3
            Readiness:  exec [cat /ready] delay=0s timeout=1s period=5s #success=1 #failure=3
            Startup:    tcp-socket :80 delay=0s timeout=1s period=10s #success=1 #failure=3
            Environment Variables from:
              all  ConfigMap                Optional: false
              s    Secret with prefix 'P_'  Optional: false
            Environment:
              A:     1
              NODE:   (v1:spec.nodeName)
              CPU:   node allocatable (limits.cpu)
              KEY:   <set to the key 'k' in secret 's'>      Optional: false
              MAP:   <set to the key 'k' of config map 'm'>  Optional: true
            Mounts:
              /etc/x from conf (rw,path="sub")
              /var/log from logs (ro)
          Volumes:
           logs:
            Type:          HostPath (bare host directory volume)
            Path:          /var/log
            HostPathType:  
           conf:
            Type:      ConfigMap (a volume populated by a ConfigMap)
            Name:      c
            Optional:  false
           tmp:
            Type:       EmptyDir (a temporary directory that shares a pod's lifetime)
            Medium:     
            SizeLimit:  1Gi
           both:
            Type:           Projected (a volume that contains injected data from multiple sources)
            SecretName:     s
            Optional:       false
            ConfigMapName:  c
            Optional:       true
           down:
            Type:  DownwardAPI (a volume populated by information about the pod)
            Items:
              metadata.labels -> l
          Priority Class Name:  system-node-critical
          Node-Selectors:       disk=ssd
                                zone=a
          Tolerations:          op=Exists
                                a:NoSchedule op=Exists
                                b=v:NoExecute for 30s
        Events:                 <none>
    "#]].assert_eq(&bench.type_lines("create -f full.yaml\ndescribe ds full"));
}

const FULL: &str = r#"
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: full
  labels: {tier: log, app: full}
  annotations: {long: "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789", note: "a\nb"}
spec:
  selector: {matchLabels: {app: full}, matchExpressions: [{key: tier, operator: In, values: [log, web]}]}
  template:
    metadata: {labels: {app: full, tier: log}, annotations: {a: b}}
    spec:
      serviceAccountName: robot
      priorityClassName: system-node-critical
      nodeSelector: {zone: a, disk: ssd}
      tolerations:
      - {operator: Exists}
      - {key: b, value: v, effect: NoExecute, tolerationSeconds: 30}
      - {key: a, operator: Exists, effect: NoSchedule}
      initContainers:
      - {name: init, image: init:1, command: [sh, -c, "echo a\necho b"], args: [x]}
      containers:
      - name: main
        image: main:1
        ports: [{containerPort: 80, name: http}, {containerPort: 443, hostPort: 8443, protocol: UDP}]
        env:
        - {name: A, value: "1"}
        - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
        - {name: CPU, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}
        - {name: KEY, valueFrom: {secretKeyRef: {name: s, key: k}}}
        - {name: MAP, valueFrom: {configMapKeyRef: {name: m, key: k, optional: true}}}
        envFrom: [{configMapRef: {name: all}}, {prefix: P_, secretRef: {name: s}}]
        resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 128Mi}}
        livenessProbe: {httpGet: {path: /healthz, port: http}}
        readinessProbe: {exec: {command: [cat, /ready]}, periodSeconds: 5}
        startupProbe: {tcpSocket: {port: 80}}
        volumeMounts: [{name: logs, mountPath: /var/log, readOnly: true}, {name: conf, mountPath: /etc/x, subPath: sub}]
      volumes:
      - {name: logs, hostPath: {path: /var/log}}
      - {name: conf, configMap: {name: c}}
      - {name: tmp, emptyDir: {sizeLimit: 1Gi}}
      - {name: both, projected: {sources: [{secret: {name: s}}, {configMap: {name: c, optional: true}}]}}
      - {name: down, downwardAPI: {items: [{path: l, fieldRef: {fieldPath: metadata.labels}}]}}
"#;
