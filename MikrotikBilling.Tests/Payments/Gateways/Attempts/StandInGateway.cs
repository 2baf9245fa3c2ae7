using System.Collections.Concurrent;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Tests.Payments.Gateways.Attempts;

/// <summary>A provider as simple as one can be, whose answers the test chooses. Its messages name what the test has put down for them.</summary>
internal sealed class StandInGateway : ICallbackGateway, IRequestsPayments
{
    public const string Key = "standin";

    private readonly ConcurrentDictionary<string, GatewayNews> _messages = new(StringComparer.Ordinal);
    private int _starts;
    private int _asks;

    public GatewayInfo Info { get; } = new(Key, "Stand-in", PaymentMethod.Mpesa, [])
    {
        Callbacks = [new("Messages", "/cb/x/{token}", "message") { ContentType = null }],
        Sandbox = new Uri("http://127.0.0.1:9/"),
        Live = new Uri("http://127.0.0.1:9/"),
    };

    public int Starts => _starts;
    public int Asks => _asks;
    public Func<PaymentOrder, Task<StartAnswer>> OnStart { get; set; } = order => Task.FromResult(new StartAnswer(AttemptState.Pending) { ProviderId = IdOf(order.Attempt) });
    public Func<PaymentAttempt, GatewayNews> OnAsk { get; set; } = _ => new GatewayNews();
    public RequestWay Way => RequestWay.Prompt;
    public TimeSpan AttemptLife { get; set; } = TimeSpan.FromDays(30);
    public bool Withdraws { get; set; }

    public static string IdOf(PaymentAttempt attempt) => $"req-{attempt.Id:N}";

    /// <summary>The body of a message that says this.</summary>
    public byte[] Says(string id, GatewayNews news)
    {
        _messages[id] = news;
        return System.Text.Encoding.UTF8.GetBytes(id);
    }

    public Result<GatewayMessage> Read(string role, ReadOnlyMemory<byte> body) =>
        System.Text.Encoding.UTF8.GetString(body.Span) is var id && _messages.TryGetValue(id, out var news) ? new GatewayMessage(id, news) : new Refusal("callback.shape", "No such message.");

    public ValueTask<CallbackCheck> CheckAsync(GatewayConnection connection, CallbackRequest request, CancellationToken cancellationToken) => ValueTask.FromResult(CallbackCheck.Right);

    public CallbackReply ReplyTo(string role, Refusal? refused) => refused is null ? CallbackReply.Ok : new CallbackReply(409, "");

    public Result<Money> AskFor(Money due) => new Money((due.Minor + 99) / 100 * 100, due.Currency);

    public Task<StartAnswer> StartAsync(GatewayConnection connection, PaymentOrder order, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _starts);
        return OnStart(order);
    }

    public Task<GatewayNews> AskAsync(GatewayConnection connection, PaymentAttempt attempt, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asks);
        return Task.FromResult(OnAsk(attempt));
    }

    public Task<bool> WithdrawAsync(GatewayConnection connection, PaymentAttempt attempt, CancellationToken cancellationToken) => Task.FromResult(Withdraws);
}
