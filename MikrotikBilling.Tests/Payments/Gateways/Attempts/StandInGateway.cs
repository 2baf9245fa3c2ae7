using System.Collections.Concurrent;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Tests.Payments.Gateways.Attempts;

/// <summary>A provider as simple as one can be, whose answers the test chooses. Its messages name what the test has put down for them.</summary>
internal sealed class StandInGateway : ICallbackGateway, IKeepsMethods
{
    public const string Key = "standin";

    private readonly ConcurrentDictionary<string, GatewayNews> _messages = new(StringComparer.Ordinal);
    private int _starts;
    private int _asks;
    private int _charges;
    private int _forgets;

    public GatewayInfo Info { get; } = new(Key, "Stand-in", PaymentMethod.Mpesa, [])
    {
        Callbacks = [new("Messages", "/cb/x/{token}", "message") { ContentType = null }],
        Sandbox = new Uri("http://127.0.0.1:9/"),
        Live = new Uri("http://127.0.0.1:9/"),
    };

    public int Starts => _starts;
    public int Asks => _asks;
    public int Charges => _charges;
    public int Forgets => _forgets;
    public Func<PaymentOrder, KeptMethod, Task<StartAnswer>> OnCharge { get; set; } = (order, _) => Task.FromResult(Paid(order.Attempt));
    public Func<KeptMethod, bool> OnForget { get; set; } = _ => true;
    public Func<PaymentOrder, Task<StartAnswer>> OnStart { get; set; } = order => Task.FromResult(new StartAnswer(AttemptState.Pending) { ProviderId = IdOf(order.Attempt) });
    public Func<PaymentAttempt, GatewayNews> OnAsk { get; set; } = _ => new GatewayNews();
    public RequestWay Way { get; set; } = RequestWay.Prompt;
    public TimeSpan AttemptLife { get; set; } = TimeSpan.FromDays(30);
    public bool Withdraws { get; set; }

    /// <summary>The bank paid at once.</summary>
    public static StartAnswer Paid(PaymentAttempt attempt) => new(AttemptState.Succeeded)
    {
        ProviderId = IdOf(attempt),
        Money = new MovementFact($"pay-{attempt.Id:N}", MovementState.Succeeded, attempt.Amount) { MayBeLate = true },
    };

    public static StartAnswer Declined { get; } = StartAnswer.Refused("insufficient_funds", "Insufficient funds.");

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

    public Task<StartAnswer> ChargeAsync(GatewayConnection connection, PaymentOrder order, KeptMethod method, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _charges);
        return OnCharge(order, method);
    }

    public Task<bool> ForgetAsync(GatewayConnection connection, KeptMethod method, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _forgets);
        return Task.FromResult(OnForget(method));
    }

    public Task<bool> WithdrawAsync(GatewayConnection connection, PaymentAttempt attempt, CancellationToken cancellationToken) => Task.FromResult(Withdraws);
}
