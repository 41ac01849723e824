package main

import (
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"log"
	"os"
)

// trust holds whom a customer believes to be the service.
type trust struct {
	authority *string
	insecure  *bool
}

func trustFlags(flags *flag.FlagSet) trust {
	return trust{
		authority: flags.String("ca", "", "`file` with the only authorities to trust, PEM"),
		insecure:  flags.Bool("insecure", false, "trust everybody"),
	}
}

func (trust trust) settings() *tls.Config {
	settings := &tls.Config{InsecureSkipVerify: *trust.insecure}
	if *trust.authority != "" {
		text, err := os.ReadFile(*trust.authority)
		if err != nil {
			log.Fatal(err)
		}
		settings.RootCAs = x509.NewCertPool()
		if !settings.RootCAs.AppendCertsFromPEM(text) {
			log.Fatal(fmt.Errorf("%s holds no certificate", *trust.authority))
		}
	}
	return settings
}
