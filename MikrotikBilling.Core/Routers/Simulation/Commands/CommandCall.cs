using MikrotikBilling.Core.Routers.Simulation.Serving;
using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Commands;

/// <summary>One command under way: what was asked, by whom, and where its replies go.</summary>
internal sealed class CommandCall(SimulatedRouter router, CommandRequest request, ApiSession session, ReplyChannel replies,
    CancellationToken cancelled)
{
    /// <summary>About this many bytes of rows go out as one piece; in between other commands get their turn.</summary>
    private static readonly int PieceBytes = 16 * 1024;

    private static readonly KeyValuePair<string, string>[] Nothing = [];

    public SimulatedRouter Router => router;

    public CommandRequest Request => request;

    public ApiSession Session => session;

    /// <summary>Signalled by <c>/cancel</c> and by the end of the connection.</summary>
    public CancellationToken Cancelled => cancelled;

    public ValueTask DoneAsync(string? ret = null) =>
        replies.LastAsync(new ReplyText().Sentence("!done", ret is null ? Nothing : [new("ret", ret)], request.Tag), cancelled);

    /// <summary>Done, after <c>!empty</c> where the version sends it for a reply without data.</summary>
    public ValueTask DoneEmptyAsync()
    {
        var text = new ReplyText();
        if (router.Version.SendsEmpty()) text.Sentence("!empty", Nothing, request.Tag);
        return replies.LastAsync(text.Sentence("!done", Nothing, request.Tag), cancelled);
    }

    public ValueTask TrapAsync(TrapException trap)
    {
        var text = new ReplyText();
        for (var one = trap.Before; one is not null; one = one.Before) text.Sentence("!trap", Words(one), request.Tag);
        text.Sentence("!trap", Words(trap), request.Tag);
        return replies.LastAsync(text.Sentence("!done", Nothing, request.Tag), cancelled);
    }

    /// <summary>The end of a command that <c>/cancel</c> stopped; it waits for nothing.</summary>
    public ValueTask InterruptedAsync() => replies.NowAsync(new ReplyText()
        .Sentence("!trap", Words(router.Traps.Interrupted()), request.Tag)
        .Sentence("!done", Nothing, request.Tag));

    public ValueTask RowAsync(IEnumerable<KeyValuePair<string, string>> values) =>
        replies.SendAsync(new ReplyText().Sentence("!re", values, request.Tag), cancelled);

    /// <summary>A row of a command that was cancelled in the meantime.</summary>
    public ValueTask LateRowAsync(IEnumerable<KeyValuePair<string, string>> values) =>
        replies.NowAsync(new ReplyText().Sentence("!re", values, request.Tag));

    /// <summary>Sends many rows piece by piece, waiting whenever the client reads slower than the router writes.</summary>
    public async ValueTask RowsAsync(IReadOnlyList<Row> rows, Columns columns)
    {
        var next = 0;
        while (next < rows.Count)
        {
            var text = new ReplyText();
            lock (router.Gate)
            {
                while (next < rows.Count && text.Length < PieceBytes)
                {
                    var row = rows[next++];
                    if (!row.IsRemoved) text.Sentence("!re", columns.Of(row), request.Tag);
                }
            }
            if (text.Length > 0) await replies.SendAsync(text, cancelled);
            if (next < rows.Count) await Task.Yield(); // the connection reads its next command meanwhile
        }
    }

    private static KeyValuePair<string, string>[] Words(TrapException trap) => trap.Category is { } category
        ? [new("category", category.ToString(System.Globalization.CultureInfo.InvariantCulture)), new("message", trap.Message)]
        : [new("message", trap.Message)];
}
