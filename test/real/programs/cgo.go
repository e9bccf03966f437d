// Calls of the libc through cgo, from many goroutines; says what came out, which is the same each time.
package main

/*
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long work(int number)
{
	char name[32], back[64] = "";
	snprintf(name, sizeof name, "cgo-%d", number);
	FILE *stream = fopen(name, "w+");
	if (!stream || fprintf(stream, "number %d\n", number) < 0 || fflush(stream) || fsync(fileno(stream)))
		return -1;
	rewind(stream);
	if (!fgets(back, sizeof back, stream) || fclose(stream) || unlink(name))
		return -2;
	char *memory = malloc(100000 + number), *map = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (!memory || map == MAP_FAILED)
		return -3;
	memset(memory, number, 100000);
	map[number] = memory[99999];
	int same = map[number] == (char)number, pair[2];
	free(memory);
	munmap(map, 65536);
	struct timespec pause = {0, 1000000};
	nanosleep(&pause, NULL);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) || send(pair[0], back, strlen(back), 0) < 0 || recv(pair[1], name, sizeof name, 0) < 1)
		return -4;
	close(pair[0]);
	close(pair[1]);
	errno = 77;
	return same && errno == 77 ? (long)strlen(back) : -5;
}

static int resolve(void)
{
	struct addrinfo *found = NULL, hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
	int error = getaddrinfo("localhost", "80", &hints, &found);
	if (!error)
		freeaddrinfo(found);
	return error;
}

static int shell(void)
{
	int status = system("exit 4");
	return WEXITSTATUS(status);
}
*/
import "C"

import (
	"fmt"
	"sync"
)

func main() {
	var group sync.WaitGroup
	results := make([]int, 64)
	for i := range results {
		group.Add(1)
		go func(i int) {
			defer group.Done()
			results[i] = int(C.work(C.int(i)))
		}(i)
	}
	group.Wait()
	fmt.Println(results, C.resolve(), C.shell())
}
