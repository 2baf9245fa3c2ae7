using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Routers;

/// <summary>How many routers were looked at, and how many of them answered.</summary>
public sealed record RouterCheckTally(int Checked, int Online)
{
    public int Offline => Checked - Online;

    public override string ToString() => $"{Checked} checked: {Online} online, {Offline} offline.";
}

/// <summary>Asks routers how they are and records what they tell.</summary>
public sealed class RouterHealthService(
    IServiceScopeFactory scopes, RouterConnections connections, SecretBox secrets, RouterStatusWriter writer, IOptions<RouterHealthOptions> options,
    TimeProvider clock)
{
    private const int BatchSize = 100;

    /// <summary>Looks at one router now, for somebody who waits. Null when there is none or it is switched off here.</summary>
    public async Task<RouterContact?> CheckAsync(Guid routerId, CancellationToken cancellationToken)
    {
        var router = (await ReadAsync(routers => routers.Where(r => r.Id == routerId), cancellationToken)).SingleOrDefault();
        if (router is null) return null;
        var contact = await AskAsync(router, RouterUse.Interactive, cancellationToken);
        await writer.WriteAsync([contact], cancellationToken);
        return contact;
    }

    /// <summary>Every active router of every tenant.</summary>
    public async Task<RouterCheckTally> CheckAllAsync(CancellationToken cancellationToken) =>
        await CheckAsync(await ReadAsync(routers => routers, cancellationToken), cancellationToken);

    /// <summary>Those not known to be online: a router that returns is noticed between two full rounds.</summary>
    public async Task<RouterCheckTally> CheckOfflineAsync(CancellationToken cancellationToken) =>
        await CheckAsync(await ReadAsync(routers => routers.Where(r => r.Status!.State != RouterState.Online), cancellationToken), cancellationToken);

    /// <summary>Many wait for answers at once, one writes: what gathered during one write is the next batch.</summary>
    private async Task<RouterCheckTally> CheckAsync(List<Router> routers, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var told = Channel.CreateUnbounded<RouterContact>(new UnboundedChannelOptions { SingleReader = true });
        var writing = WriteAsync(told.Reader, ending);
        try
        {
            var bound = new ParallelOptions { MaxDegreeOfParallelism = options.Value.Concurrency, CancellationToken = ending.Token };
            await Parallel.ForEachAsync(routers, bound,
                async (router, token) => await told.Writer.WriteAsync(await AskAsync(router, RouterUse.Bulk, token), token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // the writer failed and says why
        }
        finally
        {
            told.Writer.Complete();
        }
        return await writing;
    }

    private async Task<RouterCheckTally> WriteAsync(ChannelReader<RouterContact> told, CancellationTokenSource ending)
    {
        var (count, online) = (0, 0);
        var batch = new List<RouterContact>(BatchSize);
        try
        {
            while (await told.WaitToReadAsync(ending.Token))
            {
                while (batch.Count < BatchSize && told.TryRead(out var contact)) batch.Add(contact);
                await writer.WriteAsync(batch, ending.Token);
                count += batch.Count;
                online += batch.Count(c => c.Error is null);
                batch.Clear();
            }
            return new RouterCheckTally(count, online);
        }
        catch
        {
            await ending.CancelAsync();
            throw;
        }
    }

    private async Task<RouterContact> AskAsync(Router router, RouterUse use, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Value.Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var settings = RouterLink.SettingsOf(router, secrets.Reveal(router.ProtectedPassword));
            var connection = await connections.GetAsync(settings, use, either.Token);
            return new RouterContact(router.Id, await RouterHealth.ReadAsync(connection, either.Token), null);
        }
        catch (RouterOsException e)
        {
            return new RouterContact(router.Id, null, e);
        }
        catch (SecretLostException e)
        {
            return new RouterContact(router.Id, null, new RouterOsException(RouterOsErrorKind.BadLogin, e.Message, e));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new RouterContact(router.Id, null, new RouterOsException(RouterOsErrorKind.TimedOut, "The router did not answer in time."));
        }
    }

    private async Task<List<Router>> ReadAsync(Func<IQueryable<Router>, IQueryable<Router>> which, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await which(scope.ServiceProvider.GetRequiredService<AppDbContext>().Set<Router>().IgnoreQueryFilters(QueryFilters.AllTenants)
            .AsNoTracking().Where(r => r.IsActive)).ToListAsync(cancellationToken);
    }
}
