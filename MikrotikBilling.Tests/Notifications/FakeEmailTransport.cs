using System.Collections.Concurrent;
using MikrotikBilling.Core.Notifications;

namespace MikrotikBilling.Tests.Notifications;

/// <summary>Takes every email, or does with it what the test says.</summary>
public sealed class FakeEmailTransport : IEmailTransport
{
    private readonly ConcurrentQueue<EmailMessage> _taken = new();
    private int _tries;
    private int _opened;

    /// <summary>Throws to refuse.</summary>
    public Func<EmailMessage, Task> OnSend { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyList<EmailMessage> Taken => [.. _taken];

    public int Tries => _tries;

    public int Opened => _opened;

    public IEmailSession Open(EmailServer server)
    {
        Interlocked.Increment(ref _opened);
        return new Session(this);
    }

    public static EmailFailedException Away(string words = "mail.test.example:587 takes no connections.") => new(EmailFailureReach.Server, words);

    private sealed class Session(FakeEmailTransport transport) : IEmailSession
    {
        public async Task<string?> SendAsync(EmailMessage message, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref transport._tries);
            await transport.OnSend(message);
            transport._taken.Enqueue(message);
            return null;
        }

        public void Dispose()
        {
        }
    }
}
