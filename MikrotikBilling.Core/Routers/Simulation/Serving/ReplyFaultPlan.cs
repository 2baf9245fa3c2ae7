using MikrotikBilling.Core.Routers.Simulation.Commands;

namespace MikrotikBilling.Core.Routers.Simulation.Serving;

/// <summary>Spoils the reply of one command.</summary>
internal sealed class ReplyFaultPlan(ReplyFault fault)
{
    /// <summary>A word of one gigabyte is announced; the bytes never come.</summary>
    private static readonly byte[] HugeWord = [0xF0, 0x40, 0x00, 0x00, 0x00, (byte)'!'];

    /// <summary>Instead of running the command.</summary>
    public TrapException? Refusal(Traps traps) => fault switch
    {
        ReplyFault.PermissionError => traps.NoPermission(),
        ReplyFault.Failure => traps.Failure("internal error"),
        _ => null,
    };

    public bool ClosesBeforeEffect => fault is ReplyFault.CloseBeforeEffect;

    public async ValueTask SendAsync(OutgoingQueue outgoing, ReplyText reply, string? tag)
    {
        switch (fault)
        {
            case ReplyFault.HalfSentence:
                await SendAndCloseAsync(outgoing, reply.Take(cut: Math.Max(1, reply.Length / 2)));
                break;
            case ReplyFault.HugeWord:
                await outgoing.SendAsync(HugeWord, CancellationToken.None);
                break;
            case ReplyFault.ReservedByte:
                await outgoing.SendAsync([0xF8], CancellationToken.None);
                break;
            case ReplyFault.Fatal:
                await SendAndCloseAsync(outgoing, new ReplyText().Words("!fatal", "out of memory").Take());
                break;
            case ReplyFault.CloseAfterEffect:
                outgoing.Complete();
                break;
            case ReplyFault.WrongTag:
                await outgoing.SendAsync(new ReplyText().Words("!done", $".tag={tag}-nobody").Take(), CancellationToken.None);
                break;
            case ReplyFault.UnknownReplyWord:
                await outgoing.SendAsync(Tagged(tag, "!news", "=of=tomorrow").Take(), CancellationToken.None);
                await outgoing.SendAsync(reply.Take(), CancellationToken.None);
                break;
            case ReplyFault.DoubleTrap:
                await outgoing.SendAsync(Tagged(tag, "!trap", "=category=4", "=message=failure: first of two").Take(),
                    CancellationToken.None);
                await outgoing.SendAsync(Tagged(tag, "!trap", "=message=failure: second of two").Take(), CancellationToken.None);
                await outgoing.SendAsync(Tagged(tag, "!done").Take(), CancellationToken.None);
                break;
            case ReplyFault.NoReply:
                break;
            default:
                await outgoing.SendAsync(reply.Take(), CancellationToken.None);
                break;
        }
    }

    private static ReplyText Tagged(string? tag, params ReadOnlySpan<string> words) =>
        new ReplyText().Words(tag is null ? words : [.. words, $".tag={tag}"]);

    private static async ValueTask SendAndCloseAsync(OutgoingQueue outgoing, byte[] bytes)
    {
        await outgoing.SendAsync(bytes, CancellationToken.None);
        outgoing.Complete();
    }
}
