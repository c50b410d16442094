"""Makes rpmdb.sqlite, a database as rpm 4.16 and later write it: SQLite 3.40.1 through Python, pages of
1024 bytes so that rows spill over and the tree has levels, headers put together by hand.

    python3 make-rpmdb.py rpmdb.sqlite
"""
import sqlite3,struct,hashlib,sys,os
def header(tags):
    # tags: list (tag,type,value)
    idx=b'';data=b''
    for tag,typ,val in sorted(tags):
        if typ==4:
            while len(data)%4: data+=b'\0'
            off=len(data); data+=b''.join(struct.pack('>I',v) for v in val); n=len(val)
        elif typ==3:
            while len(data)%2: data+=b'\0'
            off=len(data); data+=b''.join(struct.pack('>H',v) for v in val); n=len(val)
        elif typ==1 or typ==2:
            off=len(data); data+=bytes(val); n=len(val)
        elif typ==6:
            off=len(data); data+=val.encode()+b'\0'; n=1
        elif typ in(8,9):
            off=len(data); data+=b''.join(v.encode()+b'\0' for v in val); n=len(val)
        idx+=struct.pack('>IIII',tag,typ,off,n)
    return struct.pack('>II',len(idx)//16,len(data))+idx+data
def pkg(name,ver,rel,files,epoch=None,arch='x86_64',algo=8,states=None,extra=0):
    dirs=[];bn=[];di=[];dg=[];fl=[];st=[]
    for path,content,flags in files:
        d,b=path.rsplit('/',1); d+='/'
        if d not in dirs: dirs.append(d)
        bn.append(b);di.append(dirs.index(d));fl.append(flags)
        dg.append('' if content is None else (hashlib.sha256 if algo==8 else hashlib.md5)(content).hexdigest())
    t=[(1000,6,name),(1001,6,ver),(1002,6,rel),(1022,6,arch),(1044,6,f'{name}-{ver}-{rel}.src.rpm'),(1004,9,['summary']),
       (1030,3,[0o100755]*max(1,len(files)))]
    if epoch is not None: t.append((1003,4,[epoch]))
    if files:
        t+=[(1117,8,bn),(1118,8,dirs),(1116,4,di),(1035,8,dg),(1037,4,fl)]
        if algo!=1: t.append((5011,4,[algo]))
        if states: t.append((1029,1,states))
    if extra: t.append((1080,8,['change log line %d'%i for i in range(extra)]))
    return header(t)
out=sys.argv[1]
if os.path.exists(out): os.remove(out)
c=sqlite3.connect(out)
c.execute('PRAGMA page_size=1024'); 
c.execute("CREATE TABLE IF NOT EXISTS 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT,blob BLOB NOT NULL)")
c.execute("CREATE TABLE IF NOT EXISTS 'Name' (key 'TEXT' NOT NULL, hnum INTEGER NOT NULL, idx INTEGER NOT NULL, FOREIGN KEY (hnum) REFERENCES 'Packages'(hnum))")
c.execute("CREATE INDEX IF NOT EXISTS 'Name_key_idx' ON 'Name'(key ASC)")
P=[pkg('bash','5.2.26','3.el9',[('/usr/bin/bash',b'bash',0),('/etc/skel/.bashrc',b'rc',17),('/usr/bin/sh',None,0),('/usr/share/doc',None,2)],extra=400),
   pkg('shadow-utils','4.9','8.el9',[('/usr/bin/newgidmap',b'x',0),('/usr/bin/gone',b'y',0),('/sbin/lib64tool',b'z',0)],epoch=2,states=[0,2,0]),
   pkg('gpg-pubkey','fd431d51','4ae0493b',[],arch='(none)'),
   pkg('old','1','1',[('/usr/bin/old',b'old',0)],algo=1),
   pkg('none','1','1',[],arch='noarch')]
P+=[pkg('filler%03d'%i,'1.%d'%i,'1',[('/usr/lib/filler%03d'%i,b'f%d'%i,0)]) for i in range(60)]
for i,b in enumerate(P):
    c.execute("INSERT INTO Packages(blob) VALUES(?)",(b,)); c.execute("INSERT INTO Name VALUES(?,?,0)",('n%d'%i,i+1))
c.commit(); c.execute('VACUUM'); c.close()
print(os.path.getsize(out))
