using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>Asks a router for somebody who waits at a page: rather tell that it is slow than let the page hang.</summary>
internal static class PatientLink
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static async Task<Result<T>> AskAsync<T>(
        this RouterLink link, Guid routerId, Func<IRouterOsConnection, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await link.OpenAsync(routerId, RouterUse.Interactive, cancellationToken).WaitAsync(Patience, cancellationToken);
            return await ask(connection).WaitAsync(Patience, cancellationToken);
        }
        catch (RouterOsException e)
        {
            return new Refusal("router.unreachable", e.Message);
        }
        catch (TimeoutException)
        {
            return new Refusal("router.slow", "The router did not answer in time. Try again in a moment.");
        }
    }
}
