// Prints the Go types of the built-in kinds as JSON: by name, the fields in the order in which Go writes them.
// To run it, in a directory of its own with this file: go mod init types; go get k8s.io/api@v0.36.3
// k8s.io/client-go@v0.36.3 k8s.io/apiextensions-apiserver@v0.36.3 k8s.io/kube-aggregator@v0.36.3; go run . > types.json
package main

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"

	apiext "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/client-go/kubernetes/scheme"
	apireg "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

type field struct {
	Name  string `json:"n"`
	Type  string `json:"t"`
	Omit  string `json:"o,omitempty"`
	Patch string `json:"p,omitempty"`
	Key   string `json:"k,omitempty"`
}
type typ struct {
	Go     string  `json:"go"`
	Fields []field `json:"f"`
}

var types = map[string]*typ{}

func full(t reflect.Type) string {
	p := t.PkgPath()
	p = strings.TrimPrefix(p, "k8s.io/")
	return strings.ReplaceAll(p, "/", ".") + "." + t.Name()
}

func expr(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return "*" + expr(t.Elem())
	case reflect.Slice:
		if t.Name() != "" {
			if t.Elem().Kind() == reflect.Uint8 {
				return "opaque:" + t.String()
			}
			return "[]{" + t.String() + "}" + expr(t.Elem())
		}
		if t.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		return "[]" + expr(t.Elem())
	case reflect.Map:
		n := ""
		if t.Name() != "" {
			n = "{" + t.String() + "}"
		}
		return "map" + n + "[" + t.Key().String() + "]" + expr(t.Elem())
	case reflect.Struct:
		switch t.String() {
		case "v1.Time", "v1.MicroTime", "resource.Quantity", "intstr.IntOrString", "runtime.RawExtension", "v1.FieldsV1", "v1.Duration", "v1.JSON", "v1.JSONSchemaPropsOrArray", "v1.JSONSchemaPropsOrBool", "v1.JSONSchemaPropsOrStringArray":
			return "special:" + t.String()
		}
		visit(t)
		return "@" + full(t)
	case reflect.Interface:
		return "any:" + t.String()
	default:
		return t.Kind().String() + ":" + t.String()
	}
}
func visit(t reflect.Type) {
	k := full(t)
	if types[k] != nil {
		return
	}
	out := &typ{Go: t.String()}
	types[k] = out
	add(out, t)
}
func add(out *typ, t reflect.Type) {
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		tag := f.Tag.Get("json")
		parts := strings.Split(tag, ",")
		if parts[0] == "-" || (!f.IsExported() && !f.Anonymous) {
			continue
		}
		inline := f.Anonymous && parts[0] == ""
		for _, p := range parts[1:] {
			if p == "inline" {
				inline = true
			}
		}
		if inline {
			ft := f.Type
			if ft.Kind() == reflect.Pointer {
				ft = ft.Elem()
			}
			add(out, ft)
			continue
		}
		n := parts[0]
		if n == "" {
			n = f.Name
		}
		o := ""
		for _, p := range parts[1:] {
			if p == "omitempty" {
				o += "e"
			}
			if p == "omitzero" {
				o += "z"
			}
			if p == "string" {
				o += "s"
			}
		}
		out.Fields = append(out.Fields, field{n, expr(f.Type), o, f.Tag.Get("patchStrategy"), f.Tag.Get("patchMergeKey")})
	}
}

func main() {
	s := scheme.Scheme
	apiext.AddToScheme(s)
	apireg.AddToScheme(s)
	kinds := map[string]string{}
	for gvk, t := range s.AllKnownTypes() {
		if gvk.Version == "__internal" {
			continue
		}
		visit(t)
		kinds[gvk.GroupVersion().String()+"/"+gvk.Kind] = full(t)
	}
	json.NewEncoder(os.Stdout).Encode(map[string]any{"kinds": kinds, "types": types})
}
