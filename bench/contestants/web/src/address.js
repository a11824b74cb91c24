// The address, for a library that also takes a function which gives it.

let asked = 0;

const rejectOnce = async () => {
    asked += 1;
    if (asked === 1) throw new Error("no address yet");
    return bench.url;
};

export const address = bench.provider === "reject-once" ? rejectOnce : bench.url;
