/**
 * The resources a server has by itself, in the order of its discovery documents. One line a resource:
 * "version plural singular Kind scope(N or C) verbs subresources shortNames", "-" for none; verbs by letter:
 * c create, d delete, D deletecollection, g get, l list, p patch, u update, w watch.
 *
 * @source discovery of kube-apiserver v1.36.3, default configuration
 */
export const builtInResources: readonly (readonly [group: string, resources: readonly string[]])[] = [
  ["", [
    "v1 bindings binding Binding N c - -",
    "v1 componentstatuses componentstatus ComponentStatus C gl - cs",
    "v1 configmaps configmap ConfigMap N cdDglpuw - cm",
    "v1 endpoints endpoints Endpoints N cdDglpuw - ep",
    "v1 events event Event N cdDglpuw - ev",
    "v1 limitranges limitrange LimitRange N cdDglpuw - limits",
    "v1 namespaces namespace Namespace C cdglpuw finalize,status ns",
    "v1 nodes node Node C cdDglpuw proxy,status no",
    "v1 persistentvolumeclaims persistentvolumeclaim PersistentVolumeClaim N cdDglpuw status pvc",
    "v1 persistentvolumes persistentvolume PersistentVolume C cdDglpuw status pv",
    "v1 pods pod Pod N cdDglpuw attach,binding,ephemeralcontainers,eviction,exec,log,portforward,proxy,resize,status po",
    "v1 podtemplates podtemplate PodTemplate N cdDglpuw - -",
    "v1 replicationcontrollers replicationcontroller ReplicationController N cdDglpuw scale,status rc",
    "v1 resourcequotas resourcequota ResourceQuota N cdDglpuw status quota",
    "v1 secrets secret Secret N cdDglpuw - -",
    "v1 serviceaccounts serviceaccount ServiceAccount N cdDglpuw token sa",
    "v1 services service Service N cdDglpuw proxy,status svc",
  ]],
  ["apiregistration.k8s.io", [
    "v1 apiservices apiservice APIService C cdDglpuw status -",
  ]],
  ["apps", [
    "v1 controllerrevisions controllerrevision ControllerRevision N cdDglpuw - -",
    "v1 daemonsets daemonset DaemonSet N cdDglpuw status ds",
    "v1 deployments deployment Deployment N cdDglpuw scale,status deploy",
    "v1 replicasets replicaset ReplicaSet N cdDglpuw scale,status rs",
    "v1 statefulsets statefulset StatefulSet N cdDglpuw scale,status sts",
  ]],
  ["events.k8s.io", [
    "v1 events event Event N cdDglpuw - ev",
  ]],
  ["authentication.k8s.io", [
    "v1 selfsubjectreviews selfsubjectreview SelfSubjectReview C c - -",
    "v1 tokenreviews tokenreview TokenReview C c - -",
  ]],
  ["authorization.k8s.io", [
    "v1 localsubjectaccessreviews localsubjectaccessreview LocalSubjectAccessReview N c - -",
    "v1 selfsubjectaccessreviews selfsubjectaccessreview SelfSubjectAccessReview C c - -",
    "v1 selfsubjectrulesreviews selfsubjectrulesreview SelfSubjectRulesReview C c - -",
    "v1 subjectaccessreviews subjectaccessreview SubjectAccessReview C c - -",
  ]],
  ["autoscaling", [
    "v2 horizontalpodautoscalers horizontalpodautoscaler HorizontalPodAutoscaler N cdDglpuw status hpa",
    "v1 horizontalpodautoscalers horizontalpodautoscaler HorizontalPodAutoscaler N cdDglpuw status hpa",
  ]],
  ["batch", [
    "v1 cronjobs cronjob CronJob N cdDglpuw status cj",
    "v1 jobs job Job N cdDglpuw status -",
  ]],
  ["certificates.k8s.io", [
    "v1 certificatesigningrequests certificatesigningrequest CertificateSigningRequest C cdDglpuw approval,status csr",
  ]],
  ["networking.k8s.io", [
    "v1 ingressclasses ingressclass IngressClass C cdDglpuw - -",
    "v1 ingresses ingress Ingress N cdDglpuw status ing",
    "v1 ipaddresses ipaddress IPAddress C cdDglpuw - ip",
    "v1 networkpolicies networkpolicy NetworkPolicy N cdDglpuw - netpol",
    "v1 servicecidrs servicecidr ServiceCIDR C cdDglpuw status -",
  ]],
  ["policy", [
    "v1 poddisruptionbudgets poddisruptionbudget PodDisruptionBudget N cdDglpuw status pdb",
  ]],
  ["rbac.authorization.k8s.io", [
    "v1 clusterrolebindings clusterrolebinding ClusterRoleBinding C cdDglpuw - -",
    "v1 clusterroles clusterrole ClusterRole C cdDglpuw - -",
    "v1 rolebindings rolebinding RoleBinding N cdDglpuw - -",
    "v1 roles role Role N cdDglpuw - -",
  ]],
  ["storage.k8s.io", [
    "v1 csidrivers csidriver CSIDriver C cdDglpuw - -",
    "v1 csinodes csinode CSINode C cdDglpuw - -",
    "v1 csistoragecapacities csistoragecapacity CSIStorageCapacity N cdDglpuw - -",
    "v1 storageclasses storageclass StorageClass C cdDglpuw - sc",
    "v1 volumeattachments volumeattachment VolumeAttachment C cdDglpuw status -",
    "v1 volumeattributesclasses volumeattributesclass VolumeAttributesClass C cdDglpuw - vac",
  ]],
  ["admissionregistration.k8s.io", [
    "v1 mutatingadmissionpolicies mutatingadmissionpolicy MutatingAdmissionPolicy C cdDglpuw - -",
    "v1 mutatingadmissionpolicybindings mutatingadmissionpolicybinding MutatingAdmissionPolicyBinding C cdDglpuw - -",
    "v1 mutatingwebhookconfigurations mutatingwebhookconfiguration MutatingWebhookConfiguration C cdDglpuw - -",
    "v1 validatingadmissionpolicies validatingadmissionpolicy ValidatingAdmissionPolicy C cdDglpuw status -",
    "v1 validatingadmissionpolicybindings validatingadmissionpolicybinding ValidatingAdmissionPolicyBinding C cdDglpuw - -",
    "v1 validatingwebhookconfigurations validatingwebhookconfiguration ValidatingWebhookConfiguration C cdDglpuw - -",
  ]],
  ["apiextensions.k8s.io", [
    "v1 customresourcedefinitions customresourcedefinition CustomResourceDefinition C cdDglpuw status crd,crds",
  ]],
  ["scheduling.k8s.io", [
    "v1 priorityclasses priorityclass PriorityClass C cdDglpuw - pc",
  ]],
  ["coordination.k8s.io", [
    "v1 leases lease Lease N cdDglpuw - -",
  ]],
  ["node.k8s.io", [
    "v1 runtimeclasses runtimeclass RuntimeClass C cdDglpuw - -",
  ]],
  ["discovery.k8s.io", [
    "v1 endpointslices endpointslice EndpointSlice N cdDglpuw - -",
  ]],
  ["resource.k8s.io", [
    "v1 deviceclasses deviceclass DeviceClass C cdDglpuw - -",
    "v1 resourceclaims resourceclaim ResourceClaim N cdDglpuw status -",
    "v1 resourceclaimtemplates resourceclaimtemplate ResourceClaimTemplate N cdDglpuw - -",
    "v1 resourceslices resourceslice ResourceSlice C cdDglpuw - -",
  ]],
  ["flowcontrol.apiserver.k8s.io", [
    "v1 flowschemas flowschema FlowSchema C cdDglpuw status -",
    "v1 prioritylevelconfigurations prioritylevelconfiguration PriorityLevelConfiguration C cdDglpuw status -",
  ]],
];
