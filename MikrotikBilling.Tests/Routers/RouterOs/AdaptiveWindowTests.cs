using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Routers.RouterOs;

public class AdaptiveWindowTests
{
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(20);

    private readonly FakeClock _clock = new();

    [Fact]
    public async Task Window_FlatReplyTimes_DoublesToTheCeiling()
    {
        var window = new AdaptiveWindow(4, 64, _clock);
        var sizes = new List<int> { window.Size };
        for (var i = 0; i < 6; i++)
        {
            await RoundAsync(window, Usual);
            sizes.Add(window.Size);
        }
        sizes.ShouldBe([4, 8, 16, 32, 64, 64, 64]);
    }

    [Fact]
    public async Task Window_RisingReplyTimes_HalvesOnceThenFeelsItsWay()
    {
        var window = new AdaptiveWindow(4, 64, _clock);
        for (var i = 0; i < 4; i++) await RoundAsync(window, Usual);
        window.Size.ShouldBe(64);

        await FillAsync(window, Usual * 2);
        window.Size.ShouldBe(32);
        await FillAsync(window, Usual * 1.2);
        window.Size.ShouldBe(48); // near the size at which they rose, and slowly from there
        await RoundAsync(window, Usual * 1.7); // neither flat nor risen
        window.Size.ShouldBe(48);
        await RoundAsync(window, Usual);
        window.Size.ShouldBe(54);
    }

    /// <summary>What was asked for while fewer were under way says nothing of the present size.</summary>
    [Fact]
    public async Task Window_JustGrown_JudgesBySettledRepliesOnly()
    {
        var window = new AdaptiveWindow(4, 64, _clock);
        await FillAsync(window, Usual);
        await FillAsync(window, Usual);
        window.Size.ShouldBe(8);
        await FillAsync(window, Usual);
        window.Size.ShouldBe(16);
    }

    [Fact]
    public async Task Window_FarTooLarge_IsHalvedBeforeTheRoundIsOver()
    {
        var window = new AdaptiveWindow(4, 64, _clock);
        for (var i = 0; i < 4; i++) await RoundAsync(window, Usual);
        var slots = new List<AdaptiveWindow.Slot>();
        for (var i = 0; i < 64; i++) slots.Add((await window.EnterAsync(CancellationToken.None))!.Value);

        for (var i = 0; i < 17; i++) window.Leave(slots[i], "/x", Usual * 8);

        window.Size.ShouldBe(32);
    }

    [Fact]
    public async Task Window_EverSlower_NeverFallsBelowOne()
    {
        var window = new AdaptiveWindow(4, 64, _clock);
        await FillAsync(window, Usual);
        for (var i = 0; i < 30; i++) await FillAsync(window, Usual * 50);
        window.Size.ShouldBe(1);
        window.InFlight.ShouldBe(0);
    }

    [Fact]
    public async Task Window_NeverFull_DoesNotGrow()
    {
        var window = new AdaptiveWindow(4, 64, _clock);
        for (var i = 0; i < 100; i++) window.Leave((await window.EnterAsync(CancellationToken.None))!.Value, "/x", Usual);
        window.Size.ShouldBe(4);
    }

    [Fact]
    public async Task Window_JitterOfMilliseconds_IsFlat()
    {
        var window = new AdaptiveWindow(4, 64, _clock);
        await RoundAsync(window, TimeSpan.FromMilliseconds(0.2));
        await RoundAsync(window, TimeSpan.FromMilliseconds(4));
        window.Size.ShouldBe(16);
    }

    [Fact]
    public async Task Window_CommandsOfDifferentNature_AreComparedWithThemselves()
    {
        var window = new AdaptiveWindow(4, 64, _clock);
        await FillAsync(window, Usual, "/quick");
        await RoundAsync(window, Usual * 100, "/slow");
        window.Size.ShouldBe(16);
    }

    [Fact]
    public async Task Window_ASlowerLine_IsLearntAnew()
    {
        var window = new AdaptiveWindow(1, 1, _clock);
        await FillAsync(window, Usual);
        for (var minute = 0; minute < 3; minute++)
        {
            _clock.Advance(TimeSpan.FromSeconds(61));
            await FillAsync(window, Usual * 3);
        }
        var grown = new AdaptiveWindow(4, 8, _clock);
        await FillAsync(grown, Usual);
        for (var minute = 0; minute < 2; minute++)
        {
            _clock.Advance(TimeSpan.FromSeconds(61));
            await RoundAsync(grown, Usual * 3);
        }
        _clock.Advance(TimeSpan.FromSeconds(61));
        var before = grown.Size;
        await RoundAsync(grown, Usual * 3);
        grown.Size.ShouldBeGreaterThan(before);
    }

    [Fact]
    public async Task Window_MissedDeadlines_HalveOncePerSize()
    {
        var window = new AdaptiveWindow(8, 64, _clock);
        var slots = new List<AdaptiveWindow.Slot>();
        for (var i = 0; i < 8; i++) slots.Add((await window.EnterAsync(CancellationToken.None))!.Value);
        foreach (var slot in slots) window.LeaveLate(slot);
        window.Size.ShouldBe(4);
    }

    [Fact]
    public async Task Enter_Full_WaitsInOrderAndHonoursTheToken()
    {
        var window = new AdaptiveWindow(1, 1, _clock);
        var slot = (await window.EnterAsync(CancellationToken.None))!.Value;
        using var giveUp = new CancellationTokenSource();
        var second = window.EnterAsync(giveUp.Token).AsTask();
        var third = window.EnterAsync(CancellationToken.None).AsTask();
        window.Waiting.ShouldBe(2);

        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(second);
        third.IsCompleted.ShouldBeFalse();
        window.Leave(slot, "/x", null);

        (await third).ShouldNotBeNull();
        window.InFlight.ShouldBe(1);
    }

    [Fact]
    public async Task Close_ThoseWhoWait_GetNothing()
    {
        var window = new AdaptiveWindow(1, 1, _clock);
        await window.EnterAsync(CancellationToken.None);
        var waiting = window.EnterAsync(CancellationToken.None).AsTask();

        window.Close();

        (await waiting).ShouldBeNull();
        (await window.EnterAsync(CancellationToken.None)).ShouldBeNull();
    }

    /// <summary>One full round at the present size.</summary>
    /// <summary>Replies until the window has judged: those of the passage to a new size, then those of the size.</summary>
    private static async Task RoundAsync(AdaptiveWindow window, TimeSpan replyTime, string kind = "/x")
    {
        var before = window.Size;
        await FillAsync(window, replyTime, kind);
        if (window.Size == before) await FillAsync(window, replyTime, kind);
    }

    private static async Task FillAsync(AdaptiveWindow window, TimeSpan replyTime, string kind = "/x")
    {
        var size = window.Size;
        for (var done = 0; done < Math.Max(size, 4);)
        {
            var slots = new List<AdaptiveWindow.Slot>();
            for (var i = 0; i < size; i++) slots.Add((await window.EnterAsync(CancellationToken.None))!.Value);
            foreach (var slot in slots) window.Leave(slot, kind, replyTime);
            done += size;
        }
    }
}
