module kompose.dev/images/kompose-toy

go 1.25
