using System.ComponentModel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Data.Jobs;

namespace MikrotikBilling.Core.Notifications;

/// <summary>Sends what somebody has just queued, at once, with the web server.</summary>
public sealed class EmailSender(EmailDelivery delivery, EmailSignal signal, TimeProvider clock, ILogger<EmailSender> logger) : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await delivery.DeliverDueAsync(stoppingToken);
                await signal.WaitAsync(LookInterval, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // stopping between two emails; the rest waits in its rows
            }
#pragma warning disable CA1031 // an edge: the rows are looked at again
            catch (Exception e)
#pragma warning restore CA1031
            {
                EmailLog.PassFailed(logger, e);
                await Task.Delay(LookInterval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}

/// <summary>Each minute: what the sender has not heard of, and on the command line what it is for.</summary>
[Description("Sends the emails that wait and whose time has come.")]
public sealed class SendEmailsJob(EmailDelivery delivery) : IAppJob
{
    public const string Key = "send-emails";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var count = await delivery.DeliverDueAsync(cancellationToken);
        var words = $"{count.Sent} sent, {count.Waiting} to be tried again, {count.Failed} given up.";
        return count.Broken == 0 ? words : throw new InvalidOperationException($"{words} The emails of {count.Broken} companies could not be looked at.");
    }
}
