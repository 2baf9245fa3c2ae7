namespace MikrotikBilling.Core.Hotspots.Files;

/// <summary>
/// The page that a device meets first. It goes to the portal by an address, without script: id and challenge of CHAP are octal escapes of plain signs, which
/// stand in a query as they are (the portal reads them with the backslash escaped or not). With <c>var=form</c> it stays and asks for name and password
/// itself, for when the portal cannot be reached; CHAP then needs the script, as only the device knows what was typed.
/// </summary>
internal static class LoginFile
{
    public static string Of(HotspotFilePage page, string portalUrl)
    {
        var to = HotspotFilePage.Html(portalUrl)
            + "?login=$(link-login-only)&amp;dst=$(link-orig-esc)&amp;mac=$(mac-esc)&amp;ip=$(ip)&amp;error=$(error)&amp;chap-id=$(chap-id)&amp;chap-challenge=$(chap-challenge)";
        return page.Of(HotspotWord.Title,
            head: $"$(if var != 'form')<meta http-equiv=\"refresh\" content=\"1; url={to}\">$(endif)",
            body: $"""
                $(if var == 'form')
                $(if error)<p role="alert">$(error)</p>$(endif)
                <form action="$(link-login-only)" method="post" id="in">
                <input type="hidden" name="dst" value="$(link-orig)"><input type="hidden" name="popup" value="false"><input type="hidden" name="var" value="form">
                <label>{page[HotspotWord.UserName]}<input name="username" autocomplete="username" autocapitalize="none" required></label>
                <label>{page[HotspotWord.Password]}<input name="password" type="password" autocomplete="current-password"></label>
                <button>{page[HotspotWord.SignIn]}</button>
                </form>
                $(if chap-id)<noscript><p>{page[HotspotWord.ChapNeedsScript]}</p></noscript>
                <script>
                {Md5}
                document.getElementById('in').onsubmit=function(){'{'}var p=this.password;p.value=md5('$(chap-id)'+unescape(encodeURIComponent(p.value))+'$(chap-challenge)'){'}'};
                </script>$(endif)
                <p><a href="{to}">{page[HotspotWord.Back]}</a></p>
                $(else)
                <p><a class="main" href="{to}">{page[HotspotWord.Onward]}</a></p>
                <p><a href="$(link-login-only)?var=form">{page[HotspotWord.Fallback]}</a></p>
                $(endif)
                """);
    }

    /// <summary>RFC 1321 over a string of bytes.</summary>
    internal const string Md5 = """
        function md5(s){var n=s.length,w=[],k=[],r=[7,12,17,22,5,9,14,20,4,11,16,23,6,10,15,21],i,j,o='',
        h=[1732584193,-271733879,-1732584194,271733878];
        for(i=0;i<64;i++)k[i]=Math.floor(Math.abs(Math.sin(i+1))*4294967296)|0;
        for(i=0;i<(((n+8)>>6)+1)*16;i++)w[i]=0;
        for(i=0;i<n;i++)w[i>>2]|=(s.charCodeAt(i)&255)<<(i%4*8);
        w[n>>2]|=128<<(n%4*8);w[w.length-2]=n*8;
        for(j=0;j<w.length;j+=16){var a=h[0],b=h[1],c=h[2],d=h[3];
        for(i=0;i<64;i++){var q=i>>4,f=q==0?b&c|~b&d:q==1?d&b|~d&c:q==2?b^c^d:c^(b|~d),
        g=q==0?i:q==1?(5*i+1)%16:q==2?(3*i+5)%16:7*i%16,t=a+f+k[i]+w[j+g]|0,x=r[q*4+i%4];
        a=d;d=c;c=b;b=b+(t<<x|t>>>(32-x))|0}
        h=[h[0]+a|0,h[1]+b|0,h[2]+c|0,h[3]+d|0]}
        for(i=0;i<16;i++)o+=('0'+(h[i>>2]>>(i%4*8)&255).toString(16)).slice(-2);return o}
        """;
}
